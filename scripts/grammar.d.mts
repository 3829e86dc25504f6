export function generatedParser(): Readonly<Record<string, string>>
