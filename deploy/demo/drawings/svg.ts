/** One decimal is finer than a screen shows, and keeps the files small. */
const short = (value: number) => String(Math.round(value * 10) / 10);

/** A rectangle; `r` rounds its corners. */
export function box(x: number, y: number, width: number, height: number, fill: string, r = 0): string {
  return `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"${r ? ` rx="${short(r)}"` : ''} fill="${fill}"/>`;
}

/** An ellipse around (x, y). */
export function oval(x: number, y: number, rx: number, ry: number, fill: string): string {
  return `<ellipse cx="${short(x)}" cy="${short(y)}" rx="${short(rx)}" ry="${short(ry)}" fill="${fill}"/>`;
}

/** A circle around (x, y). */
export function disc(x: number, y: number, r: number, fill: string): string {
  return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(r)}" fill="${fill}"/>`;
}

/** A filled path. */
export function shape(path: string, fill: string): string {
  return `<path d="${path}" fill="${fill}"/>`;
}

/** A drawn line of some width, with round ends. */
export function stroke(path: string, colour: string, width: number): string {
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${short(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;
}

/** What is inside, more or less see-through. */
export function faint(opacity: number, ...parts: string[]): string {
  return `<g opacity="${opacity}">${parts.join('')}</g>`;
}

/** What is inside, moved and turned (degrees around 0,0) and scaled. */
export function placed(x: number, y: number, turn: number, scale: number, ...parts: string[]): string {
  return `<g transform="translate(${short(x)} ${short(y)}) ${turn ? `rotate(${short(turn)}) ` : ''}scale(${scale})">${parts.join('')}</g>`;
}

/** What is inside, and its mirror image about the vertical through x = 400. */
export function twice(...parts: string[]): string {
  return `${parts.join('')}<g transform="matrix(-1 0 0 1 800 0)">${parts.join('')}</g>`;
}

/** A leg from (x1, y1) down to (x2, y2), `wide` at the top and `narrow` at the foot. */
export function leg(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  wide: number,
  narrow: number,
  fill: string,
): string {
  const [w, v] = [wide / 2, narrow / 2];
  return shape(
    `M${short(x1 - w)} ${short(y1)}L${short(x1 + w)} ${short(y1)}L${short(x2 + v)} ${short(y2)}L${short(x2 - v)} ${short(y2)}Z`,
    fill,
  );
}

/** The soft shadow of something that stands at (x, y). */
export function shadow(x: number, y: number, rx: number, ry = 14): string {
  return faint(0.16, oval(x, y, rx, ry, '#2b1d12'));
}

/** The shadow that flat things cast on what they lie on: their own outline, a little lower and to the right. */
export function cast(...parts: string[]): string {
  return faint(0.15, placed(11, 14, 0, 1, parts.join('').replace(/fill="#\w+"/g, 'fill="#2b1d12"')));
}

/** Fine lines of wood grain, weave or glaze inside a rectangle. */
export function grain(x: number, y: number, width: number, height: number, colour: string, count = 3): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const at = y + (height * (index + 1)) / (count + 1);
    const from = x + width * (0.06 + ((index * 37) % 20) / 100);
    const to = x + width * (0.7 + ((index * 53) % 25) / 100);
    return `M${short(from)} ${short(at)}Q${short((from + to) / 2)} ${short(at - 3)} ${short(to)} ${short(at)}`;
  });
  return faint(0.35, stroke(lines.join(''), colour, 2));
}
