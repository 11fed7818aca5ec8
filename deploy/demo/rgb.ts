/**
 * @param colour as `#rrggbb`
 * @returns red, green and blue, 0 to 255
 */
export function rgb(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/**
 * @param one a colour as `#rrggbb`
 * @param other another
 * @returns how different they are, 0 to 441
 */
export function distance(one: string, other: string): number {
  const [red, green, blue] = rgb(one);
  const [r, g, b] = rgb(other);
  return Math.sqrt((red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2);
}
