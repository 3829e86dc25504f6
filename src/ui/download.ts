// Saves text or bytes as a file. The address of the blob is given up at once: the browser has read it by then.

export const downloadText = (name: string, text: string): void =>
  download(name, new Blob([text], { type: 'application/json' }))

export const downloadBytes = (name: string, bytes: Uint8Array, type: string): void =>
  download(name, new Blob([bytes.slice()], { type }))

/** Parts in their order: blobs stay where the browser has them. */
export const downloadParts = (name: string, parts: readonly BlobPart[], type: string): void =>
  download(name, new Blob([...parts], { type }))

function download(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
