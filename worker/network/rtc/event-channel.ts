// What both stand-ins for RTCDataChannel share: an event target with `on…` handlers, for the five events that libp2p uses.

type Handler = ((event: Event) => void) | null
const EVENTS = ['open', 'message', 'bufferedamountlow', 'error', 'close'] as const
type ChannelEventType = (typeof EVENTS)[number]

export class EventChannel extends EventTarget {
  binaryType: BinaryType = 'arraybuffer'
  onopen: Handler = null
  onmessage: Handler = null
  onbufferedamountlow: Handler = null
  onerror: Handler = null
  onclose: Handler = null

  protected emit(event: Event): void {
    const type = EVENTS.find((name) => name === event.type)
    if (type !== undefined) this.#handler(type)?.call(this, event)
    this.dispatchEvent(event)
  }

  /** libp2p reads `event.error`, as RTCErrorEvent has it. */
  protected emitError(message: string): void {
    this.emit(Object.assign(new Event('error'), { error: new DOMException(message, 'OperationError') }))
  }

  #handler(type: ChannelEventType): Handler {
    switch (type) {
      case 'open':
        return this.onopen
      case 'message':
        return this.onmessage
      case 'bufferedamountlow':
        return this.onbufferedamountlow
      case 'error':
        return this.onerror
      case 'close':
        return this.onclose
    }
  }
}
