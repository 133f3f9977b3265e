/** JSON as somebody would have typed it; what is no JSON stays as it is. */
export function laidOut(json: string): string {
  try {
    return `${JSON.stringify(JSON.parse(json), null, 2)}\n`
  } catch {
    return json
  }
}
