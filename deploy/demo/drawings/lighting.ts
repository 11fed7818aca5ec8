import type { Dice } from '../random.ts';
import type { Drawing } from './drawing.ts';
import type { Ink } from './ink.ts';
import { box, disc, faint, leg, oval, shadow, shape, stroke } from './svg.ts';

const glow = (x: number, y: number, r: number) =>
  faint(0.2, disc(x, y, r, '#ffe6a3')) + faint(0.3, disc(x, y, r * 0.62, '#ffedba'));

/** A shade of width `w` whose upper rim is centred on (x, y). */
function shade(x: number, y: number, w: number, h: number, ink: Ink, dice: Dice): string {
  const half = w / 2;
  const ribs = (fill: string) =>
    faint(
      0.5,
      stroke(
        [-0.3, -0.1, 0.1, 0.3].map((at) => `M${x + at * w * 0.8} ${y + 4}L${x + at * w * 1.2} ${y + h - 4}`).join(''),
        fill,
        3,
      ),
    );
  return dice.pick([
    () =>
      shape(`M${x - half * 0.5} ${y}H${x + half * 0.5}L${x + half} ${y + h}H${x - half}Z`, ink.main) +
      ribs(ink.light) +
      oval(x, y + h, half, 10, '#fff3cf'),
    () =>
      shape(`M${x - half} ${y + h}A${half} ${h} 0 0 1 ${x + half} ${y + h}Z`, ink.main) +
      shape(
        `M${x - half} ${y + h}A${half} ${h} 0 0 1 ${x} ${y}Q${x - half * 0.5} ${y + h * 0.3} ${x - half * 0.6} ${y + h}Z`,
        ink.light,
      ) +
      oval(x, y + h, half, 11, '#fff3cf'),
    () =>
      oval(x, y + h / 2, half * 0.92, h * 0.62, ink.main) +
      faint(0.55, oval(x - half * 0.3, y + h * 0.35, half * 0.3, h * 0.26, '#fff8e6')) +
      faint(
        0.4,
        stroke(
          [0.25, 0.5, 0.75]
            .map((at) => `M${x - half * 0.84} ${y + h * at}Q${x} ${y + h * at + 16} ${x + half * 0.84} ${y + h * at}`)
            .join(''),
          ink.dark,
          3,
        ),
      ),
    () =>
      shape(
        `M${x - half * 0.16} ${y}H${x + half * 0.16}V${y + h * 0.3}Q${x + half} ${y + h * 0.4} ${x + half} ${y + h}H${x - half}Q${x - half} ${y + h * 0.4} ${x - half * 0.16} ${y + h * 0.3}Z`,
        ink.main,
      ) +
      box(x - half, y + h - 8, w, 10, ink.dark, 5) +
      oval(x, y + h + 2, half * 0.8, 8, '#fff3cf'),
    () =>
      box(x - half * 0.86, y, w * 0.86, h, ink.main, 14) + ribs(ink.light) + oval(x, y + h, half * 0.8, 9, '#fff3cf'),
  ])();
}

export const lighting = {
  pendant: {
    scene: 'room',
    draw(ink, dice) {
      const width = dice.between(270, 370);
      const y = dice.between(220, 260);
      const height = dice.between(140, 190);
      return [
        stroke(`M400 0V${y}`, ink.deep, 5),
        box(384, y - 26, 32, 30, ink.deep, 4),
        glow(400, y + height, 260),
        shade(400, y, width, height, ink, dice),
        shadow(400, 668, 210),
        leg(230, 640, 226, 760, 20, 16, ink.accentDark),
        leg(570, 640, 574, 760, 20, 16, ink.accentDark),
        box(180, 622, 440, 20, ink.accentDark, 6),
        box(380, 590, 40, 32, '#f3ede2', 8),
      ].join('');
    },
  },
  cluster: {
    scene: 'room',
    draw(ink, dice) {
      const drops = [
        [210, 330],
        [305, 250],
        [400, 360],
        [495, 270],
        [590, 320],
      ];
      return [
        box(300, 0, 200, 16, ink.deep, 4),
        ...drops.map(([x = 0, y = 0]) => stroke(`M400 10L${x} 90V${y}`, ink.deep, 3) + glow(x, y + 40, 88)),
        ...drops.map(([x = 0, y = 0], i) =>
          dice.chance(0.5)
            ? disc(x, y + 40, 44, i % 2 ? ink.light : ink.main) + faint(0.6, oval(x - 14, y + 26, 12, 9, '#fffaf0'))
            : shape(`M${x - 16} ${y}h32l34 70h-100Z`, i % 2 ? ink.dark : ink.main) + oval(x, y + 70, 50, 7, '#fff3cf'),
        ),
      ].join('');
    },
  },
  ceilingLight: {
    scene: 'wall',
    draw(ink, dice) {
      return [
        box(0, 0, 800, 190, ink.wallTint),
        faint(0.25, shape('M250 250L60 800H740L550 250Z', '#ffefc0')),
        box(310, 190, 180, 22, ink.deep, 4),
        dice.chance(0.5)
          ? box(220, 210, 360, 84, ink.main, 40) + box(236, 256, 328, 34, '#fff3cf', 17)
          : shape('M220 212H580Q570 320 400 326T220 212Z', ink.main) +
            shape('M248 252H552Q520 312 400 314T248 252Z', '#fff3cf'),
        box(210, 206, 380, 12, ink.dark, 6),
      ].join('');
    },
  },
  tableLamp: {
    scene: 'counter',
    zoom: 1.1,
    draw(ink, dice) {
      const foot = dice.pick([
        () =>
          shape('M352 620q-20 -80 26 -120t14 -120h16q-32 80 14 120t26 120Z', ink.accent) +
          shape('M352 620q-20 -80 26 -120l-4 120Z', ink.accentLight),
        () => oval(400, 612, 92, 16, ink.dark) + box(392, 350, 16, 262, ink.dark),
        () => disc(400, 536, 82, ink.accent) + disc(374, 508, 22, ink.accentLight) + box(388, 380, 24, 90, ink.dark),
        () =>
          box(330, 560, 140, 60, ink.main, 6) + box(356, 500, 88, 60, ink.dark, 6) + box(390, 370, 20, 130, ink.deep),
        () =>
          leg(400, 380, 320, 620, 14, 12, ink.dark) +
          leg(400, 380, 480, 620, 14, 12, ink.dark) +
          leg(400, 380, 400, 612, 14, 12, ink.deep),
      ])();
      return [
        shadow(400, 622, 150),
        foot,
        glow(400, 330, 220),
        shade(400, dice.between(190, 220), dice.between(240, 290), 170, ink, dice),
      ].join('');
    },
  },
  floorLamp: {
    scene: 'room',
    draw(ink, dice) {
      const foot = dice.pick([
        () => oval(400, 654, 92, 14, ink.deep) + box(394, 280, 12, 372, ink.dark),
        () =>
          leg(400, 330, 300, 660, 14, 10, ink.dark) +
          leg(400, 330, 500, 660, 14, 10, ink.dark) +
          leg(400, 330, 408, 650, 14, 10, ink.deep),
        () => stroke('M520 650V250q0 -100 -120 -100v40', ink.dark, 10) + oval(520, 654, 84, 13, ink.deep),
      ])();
      return [
        shadow(420, 664, 150),
        foot,
        glow(400, 270, 220),
        shade(400, 160, dice.between(200, 250), 140, ink, dice),
      ].join('');
    },
  },
  deskLamp: {
    scene: 'counter',
    draw(ink, dice) {
      const wide = dice.chance(0.5);
      return [
        shadow(320, 622, 130),
        oval(300, 612, 100, 16, ink.dark),
        faint(0.28, shape('M470 330L380 620H690L590 290Z', '#ffefc0')),
        stroke('M300 608L240 420', ink.deep, 13),
        stroke('M240 420L480 236', ink.dark, 13),
        disc(240, 420, 18, ink.light),
        disc(480, 236, 16, ink.light),
        wide
          ? shape('M450 230l70 -50 110 100 -150 84Z', ink.main) + shape('M480 364l150 -84 10 12 -152 86Z', '#fff3cf')
          : box(440, 228, 200, 34, ink.main, 17) + box(470, 258, 150, 8, '#fff3cf', 4),
        box(520, 588, 140, 16, ink.accent, 2),
        box(530, 604, 150, 16, ink.accentDark, 2),
      ].join('');
    },
  },
  wallLamp: {
    scene: 'wall',
    zoom: 1.3,
    draw(ink, dice) {
      return [
        glow(430, 400, 300),
        dice.chance(0.5)
          ? box(300, 330, 44, 180, ink.dark, 22) + stroke('M322 420H420', ink.deep, 12)
          : disc(320, 420, 56, ink.dark) + stroke('M320 420q60 -90 110 -90', ink.deep, 12),
        shade(440, dice.between(300, 330), 220, 150, ink, dice),
      ].join('');
    },
  },
  lantern: {
    scene: 'outdoor',
    zoom: 1.2,
    draw(ink, dice) {
      const portable = dice.chance(0.4);
      return [
        shadow(400, 662, 150),
        glow(400, 500, 210),
        portable
          ? shape('M330 380h140q30 0 30 40v60H300v-60q0 -40 30 -40Z', ink.main) +
            box(320, 480, 160, 120, '#fff0c4', 10) +
            box(300, 596, 200, 60, ink.dark, 14) +
            stroke('M320 390q0 -110 80 -110t80 110', ink.deep, 12)
          : box(310, 420, 180, 220, '#fff0c4') +
            box(380, 540, 40, 100, '#f6efe0', 4) +
            shape('M400 486q22 30 0 54q-22 -24 0 -54Z', '#f2b84b') +
            [302, 482].map((x) => box(x, 410, 16, 240, ink.dark)).join('') +
            box(290, 640, 220, 20, ink.main, 4) +
            shape('M280 420L400 320 520 420Z', ink.main) +
            stroke('M370 330q0 -60 30 -60t30 60', ink.deep, 9) +
            (dice.chance(0.5) ? stroke('M318 530H482M400 424V536', ink.dark, 6) : ''),
      ].join('');
    },
  },
} as const satisfies Record<string, Drawing>;
