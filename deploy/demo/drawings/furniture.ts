import type { Dice } from '../random.ts';
import type { Drawing } from './drawing.ts';
import type { Ink } from './ink.ts';
import { box, disc, faint, grain, leg, oval, shadow, shape, stroke, twice } from './svg.ts';

function legs(ink: Ink, dice: Dice, left: number, right: number, top: number, foot = 660): string {
  const splay = dice.pick([0, 0, 14, 26]);
  const [wide, narrow] = dice.pick([
    [22, 22],
    [26, 14],
    [16, 12],
  ] as const);
  const back = [left + 44, right - 44].map((x, index) =>
    leg(x, top, x + (index ? splay : -splay) / 2, foot - 22, wide * 0.8, narrow * 0.8, ink.deep),
  );
  const front = [left, right].map((x, index) =>
    leg(x, top, x + (index ? splay : -splay), foot, wide, narrow, ink.dark),
  );
  return [...back, ...front].join('');
}

const bowlOfFruit = (x: number, y: number, ink: Ink) =>
  [
    disc(x - 16, y - 26, 15, ink.accent),
    disc(x + 12, y - 28, 16, ink.accentDark),
    shape(`M${x - 46} ${y - 24}H${x + 46}Q${x + 38} ${y} ${x} ${y}T${x - 46} ${y - 24}Z`, '#f3ede2'),
  ].join('');

const branch = (x: number, y: number, ink: Ink) =>
  [
    stroke(
      `M${x} ${y - 60}q-6 -50 -34 -84M${x} ${y - 60}q8 -60 30 -96M${x - 10} ${y - 108}q20 -16 18 -40`,
      '#5d6b4d',
      4,
    ),
    ...[
      [-34, -150],
      [-22, -124],
      [30, -158],
      [18, -126],
      [8, -150],
    ].map(([dx = 0, dy = 0]) => oval(x + dx, y + dy, 13, 9, '#7d8f63')),
    shape(`M${x - 12} ${y - 66}h24q-4 14 8 30t-6 36h-28q-18 -20 -6 -36t8 -30Z`, ink.accent),
  ].join('');

export const furniture = {
  table: {
    scene: 'room',
    zoom: 1.1,
    draw(ink, dice) {
      const half = dice.between(240, 275);
      const top = dice.pick([20, 26, 16]);
      return [
        shadow(400, 662, half + 10),
        legs(ink, dice, 400 - half + 34, 400 + half - 34, 404),
        dice.chance(0.6) ? box(400 - half + 30, 404, half * 2 - 60, 34, ink.dark) : '',
        box(400 - half, 404 - top, half * 2, top, ink.main, dice.pick([2, 6, 10])),
        grain(400 - half, 404 - top, half * 2, top, ink.dark, 2),
        dice.pick([bowlOfFruit, branch])(400 + dice.between(-90, 90), 404 - top, ink),
      ].join('');
    },
  },
  roundTable: {
    scene: 'room',
    zoom: 1.12,
    draw(ink, dice) {
      const foot = dice.pick([
        leg(400, 400, 400, 640, 44, 30, ink.dark) + oval(400, 648, 110, 16, ink.dark),
        leg(380, 400, 290, 660, 24, 18, ink.dark) +
          leg(420, 400, 510, 660, 24, 18, ink.dark) +
          leg(400, 400, 400, 640, 22, 16, ink.deep),
        shape('M350 400H450Q420 520 470 656H330Q380 520 350 400Z', ink.dark),
      ]);
      return [
        shadow(400, 662, 190),
        foot,
        oval(400, 400, 230, 30, ink.dark),
        oval(400, 388, 230, 30, ink.main),
        grain(220, 374, 360, 28, ink.dark, 3),
        branch(dice.between(360, 440), 392, ink),
      ].join('');
    },
  },
  coffeeTable: {
    scene: 'room',
    zoom: 1.12,
    draw(ink, dice) {
      const round = dice.chance(0.35);
      return [
        oval(400, 668, 330, 46, ink.accentLight),
        shadow(400, 656, 230),
        legs(ink, dice, 210, 590, 512, 656),
        round ? '' : box(220, 572, 360, 12, ink.dark),
        round
          ? oval(400, 512, 240, 34, ink.dark) + oval(400, 500, 240, 34, ink.main)
          : box(160, 492, 480, 24, ink.main, 6) + grain(160, 492, 480, 24, ink.dark, 2),
        box(dice.between(240, 300), 478, 110, 12, ink.accent, 2),
        box(dice.between(250, 300), 466, 92, 12, ink.accentDark, 2),
        disc(500, 474, 16, '#f3ede2'),
      ].join('');
    },
  },
  sideTable: {
    scene: 'room',
    zoom: 1.3,
    draw(ink, dice) {
      const drawer = dice.chance(0.6);
      return [
        shadow(400, 662, 140),
        legs(ink, dice, 312, 488, drawer ? 440 : 400),
        drawer
          ? box(296, 372, 208, 96, ink.dark, 4) + box(308, 388, 184, 64, ink.main, 3) + disc(400, 420, 8, ink.deep)
          : box(316, 560, 168, 12, ink.dark),
        box(280, 360, 240, 20, ink.main, dice.pick([3, 10])),
        grain(280, 360, 240, 20, ink.dark, 2),
        box(322, 344, 96, 16, ink.accent, 2),
        box(330, 330, 80, 14, ink.accentLight, 2),
        shape('M448 360V318h34v42Z', '#e8efec'),
      ].join('');
    },
  },
  desk: {
    scene: 'room',
    zoom: 1.1,
    draw(ink, dice) {
      return [
        shadow(400, 662, 280),
        legs(ink, dice, 170, 630, 420),
        box(130, 396, 540, 22, ink.main, 5),
        grain(130, 396, 540, 22, ink.dark, 2),
        dice.chance(0.6)
          ? box(470, 418, 170, 110, ink.dark, 3) +
            box(480, 428, 150, 40, ink.light, 3) +
            box(480, 476, 150, 40, ink.light, 3) +
            disc(555, 448, 6, ink.deep) +
            disc(555, 496, 6, ink.deep)
          : box(300, 418, 200, 34, ink.dark, 3) + disc(400, 435, 6, ink.deep),
        box(270, 276, 180, 112, '#3b3f45', 6),
        box(280, 286, 160, 92, ink.accentLight, 3),
        shape('M240 396h240l-18 -10H258Z', '#55595f'),
        stroke('M560 396V300l50 -46', ink.accentDark, 8),
        shape('M590 232l54 30 -14 30 -60 -34Z', ink.accent),
      ].join('');
    },
  },
  standingDesk: {
    scene: 'room',
    draw(ink, dice) {
      return [
        shadow(400, 662, 240),
        box(214, 318, 26, 330, ink.deep),
        box(560, 318, 26, 330, ink.deep),
        box(206, 470, 42, 180, ink.dark, 4),
        box(552, 470, 42, 180, ink.dark, 4),
        box(160, 646, 130, 14, ink.deep, 6),
        box(510, 646, 130, 14, ink.deep, 6),
        box(130, 296, 540, 24, ink.main, 6),
        grain(130, 296, 540, 24, ink.dark, 2),
        box(300, 162, 210, 122, '#3b3f45', 6),
        box(310, 172, 190, 102, ink.accentLight, 3),
        box(396, 284, 18, 12, '#3b3f45'),
        branch(dice.between(560, 610), 296, ink),
      ].join('');
    },
  },
  bench: {
    scene: 'room',
    zoom: 1.12,
    draw(ink, dice) {
      const back = dice.chance(0.3);
      return [
        shadow(400, 662, 270),
        back
          ? [230, 400, 570].map((x) => box(x - 10, 372, 20, 160, ink.dark)).join('') +
            box(150, 360, 500, 26, ink.main, 5) +
            box(150, 418, 500, 22, ink.main, 5)
          : '',
        legs(ink, dice, 190, 610, 532),
        box(140, 506, 520, 28, ink.main, 6),
        grain(140, 506, 520, 28, ink.dark, 2),
        dice.chance(0.7)
          ? shape('M190 506q-14 -70 8 -92t96 0q18 20 4 92Z', ink.accent) +
            stroke('M206 432q40 -14 80 0', ink.accentDark, 3)
          : '',
      ].join('');
    },
  },
  stool: {
    scene: 'room',
    zoom: 1.3,
    draw(ink, dice) {
      const low = dice.chance(0.5) ? 440 : 380;
      return [
        shadow(400, 662, 120),
        leg(400, low, 400, 640, 20, 14, ink.deep),
        leg(340, low, 300, 660, 24, 16, ink.dark),
        leg(460, low, 500, 660, 24, 16, ink.dark),
        stroke(`M326 ${low + 110}H474`, ink.dark, 10),
        oval(400, low + 6, 122, 24, ink.dark),
        oval(400, low - 8, 122, 24, ink.main),
        dice.chance(0.4) ? oval(400, low - 12, 108, 18, ink.accent) : grain(300, low - 22, 200, 26, ink.dark, 3),
      ].join('');
    },
  },
  chair: {
    scene: 'room',
    zoom: 1.22,
    draw(ink, dice) {
      const back = dice.pick([
        [0, 1, 2].map((i) => box(314, 276 + i * 50, 172, 18, ink.main, 8)).join(''),
        [330, 365, 400, 435, 470].map((x) => box(x - 5, 270, 10, 200, ink.main, 4)).join('') +
          box(302, 252, 196, 28, ink.main, 14),
        shape('M306 270q94 -46 188 0l-10 96q-84 -24 -168 0Z', ink.main),
        stroke('M312 470V330a88 88 0 0 1 176 0V470', ink.main, 18) + stroke('M400 246V470', ink.main, 10),
        box(314, 270, 172, 130, ink.accent, 26),
      ]);
      return [
        shadow(400, 662, 130),
        leg(318, 470, 322, 630, 18, 12, ink.deep),
        leg(482, 470, 478, 630, 18, 12, ink.deep),
        leg(312, 262, 310, 480, 16, 18, ink.dark),
        leg(488, 262, 490, 480, 16, 18, ink.dark),
        back,
        leg(304, 480, 290, 660, 22, 15, ink.dark),
        leg(496, 480, 510, 660, 22, 15, ink.dark),
        box(284, 470, 232, 26, ink.main, 12),
        dice.chance(0.5) ? box(290, 456, 220, 24, ink.accent, 12) : grain(284, 470, 232, 24, ink.dark, 2),
      ].join('');
    },
  },
  foldingChair: {
    scene: 'outdoor',
    zoom: 1.15,
    draw(ink, dice) {
      const slats = dice.chance(0.7);
      return [
        shadow(400, 662, 140),
        stroke('M500 470L320 656', ink.deep, 16),
        stroke('M320 250L496 656', ink.dark, 16),
        stroke('M296 480H520', ink.dark, 14),
        [0, 1, 2, 3].map((i) => (slats ? box(304 + i * 12, 262 + i * 44, 150, 24, ink.main, 6) : '')).join(''),
        slats ? '' : shape('M310 260h150l60 180H376Z', ink.main),
        box(284, 462, 240, 14, ink.main, 5),
        box(290, 480, 236, 10, ink.light, 5),
      ].join('');
    },
  },
  armchair: {
    scene: 'room',
    zoom: 1.3,
    draw(ink, dice) {
      const soft = dice.between(24, 60);
      return [
        shadow(400, 662, 200),
        leg(270, 600, 256, 660, 20, 12, ink.deep),
        leg(530, 600, 544, 660, 20, 12, ink.deep),
        leg(320, 600, 318, 646, 14, 10, ink.deep),
        leg(480, 600, 482, 646, 14, 10, ink.deep),
        box(250, 300, 300, 260, ink.accentDark, soft + 20),
        box(276, 330, 248, 190, ink.accent, soft),
        box(222, 430, 76, 176, ink.accentDark, 32),
        box(502, 430, 76, 176, ink.accentDark, 32),
        box(256, 560, 288, 46, ink.accentDark, 10),
        box(284, 500, 232, 66, ink.accentLight, 24),
        dice.chance(0.5)
          ? stroke('M340 400h.1M400 400h.1M460 400h.1M370 440h.1M430 440h.1', ink.accentDark, 9)
          : box(316, 420, 120, 92, ink.main, 18),
      ].join('');
    },
  },
  sofa: {
    scene: 'outdoor',
    zoom: 1.12,
    draw(ink, dice) {
      const seats = dice.pick([2, 3]);
      const width = 440 / seats;
      return [
        shadow(400, 662, 300),
        leg(160, 620, 150, 660, 20, 14, ink.deep),
        leg(640, 620, 650, 660, 20, 14, ink.deep),
        box(140, 596, 520, 30, ink.main, 6),
        box(130, 420, 44, 190, ink.main, 12),
        box(626, 420, 44, 190, ink.main, 12),
        box(170, 380, 460, 40, ink.dark, 8),
        Array.from(
          { length: seats },
          (_, i) =>
            box(180 + i * width, 400, width - 6, 130, ink.accent, 24) +
            box(180 + i * width, 520, width - 6, 76, ink.accentLight, 18),
        ).join(''),
        box(200, 440, 96, 86, ink.accentDark, 18),
      ].join('');
    },
  },
  officeChair: {
    scene: 'room',
    zoom: 1.15,
    draw(ink, dice) {
      return [
        shadow(400, 664, 170),
        [250, 325, 400, 475, 550]
          .map((x) => stroke(`M400 600L${x} 640`, '#4a4c50', 14) + disc(x, 650, 13, '#33353a'))
          .join(''),
        box(390, 520, 20, 84, '#5b5e63'),
        box(380, 300, 40, 200, ink.deep),
        dice.chance(0.5)
          ? box(290, 210, 220, 230, ink.main, 48) +
            faint(0.5, stroke('M320 260H480M314 300H486M314 340H486M320 380H480', ink.dark, 4))
          : shape('M300 220q100 -30 200 0l16 200q-116 34 -232 0Z', ink.main),
        box(270, 480, 260, 48, ink.main, 22),
        box(280, 512, 240, 18, ink.dark, 9),
        twice(stroke('M282 500H250V410', '#4a4c50', 14), box(222, 396, 62, 18, '#4a4c50', 9)),
      ].join('');
    },
  },
  bed: {
    scene: 'room',
    zoom: 1.1,
    draw(ink, dice) {
      const head = dice.pick([
        box(130, 300, 540, 200, ink.main, 16),
        shape('M130 500V350q0 -60 60 -60H610q60 0 60 60V500Z', ink.main),
        [0, 1, 2, 3, 4, 5, 6].map((i) => box(130 + i * 87, 310, 18, 190, ink.dark)).join('') +
          box(130, 290, 540, 30, ink.main, 10),
      ]);
      return [
        shadow(400, 664, 320),
        head,
        leg(160, 600, 160, 660, 24, 18, ink.dark),
        leg(640, 600, 640, 660, 24, 18, ink.dark),
        box(130, 560, 540, 52, ink.main, 6),
        grain(130, 560, 540, 50, ink.dark, 3),
        box(146, 470, 508, 100, '#f6f1e7', 22),
        box(180, 404, 190, 92, '#fbf8f1', 34),
        box(430, 404, 190, 92, '#fbf8f1', 34),
        shape('M146 520q120 -40 254 -14t254 -10v70H146Z', ink.accent),
        stroke('M170 540q110 -24 220 -8t240 -8', ink.accentDark, 3),
      ].join('');
    },
  },
  sideboard: {
    scene: 'room',
    zoom: 1.1,
    draw(ink, dice) {
      const doors = dice.pick([2, 3, 4]);
      const width = 500 / doors;
      const slats = dice.chance(0.35);
      return [
        shadow(400, 662, 290),
        legs(ink, dice, 190, 610, 590),
        box(140, 392, 520, 204, ink.dark, 6),
        Array.from(
          { length: doors },
          (_, i) =>
            box(150 + i * width + 3, 412, width - 6, 172, ink.main, 3) +
            (slats
              ? faint(
                  0.5,
                  stroke(
                    Array.from({ length: 6 }, (__, s) => `M${150 + i * width + (width * (s + 1)) / 7} 416V580`).join(
                      '',
                    ),
                    ink.dark,
                    3,
                  ),
                )
              : grain(150 + i * width, 420, width, 150, ink.dark, 4)) +
            disc(150 + i * width + (i % 2 ? 18 : width - 18), 492, 6, ink.deep),
        ).join(''),
        box(134, 384, 532, 18, ink.light, 4),
        branch(dice.between(210, 300), 384, ink),
        box(520, 352, 90, 32, ink.accent, 3),
        disc(470, 366, 18, '#f3ede2'),
      ].join('');
    },
  },
  chest: {
    scene: 'room',
    zoom: 1.25,
    draw(ink, dice) {
      const rows = dice.pick([3, 4]);
      const height = 264 / rows;
      const knob = dice.chance(0.5);
      return [
        shadow(400, 662, 210),
        legs(ink, dice, 254, 546, 620),
        box(220, 340, 360, 290, ink.dark, 5),
        Array.from(
          { length: rows },
          (_, i) =>
            box(232, 356 + i * height, 336, height - 8, ink.main, 3) +
            grain(232, 356 + i * height, 336, height - 8, ink.dark, 2) +
            (knob
              ? disc(320, 352 + i * height + height / 2, 7, ink.deep) +
                disc(480, 352 + i * height + height / 2, 7, ink.deep)
              : box(360, 362 + i * height, 80, 8, ink.deep, 4)),
        ).join(''),
        box(212, 328, 376, 18, ink.light, 4),
        bowlOfFruit(dice.between(300, 480), 328, ink),
      ].join('');
    },
  },
  shelf: {
    scene: 'room',
    zoom: 1.15,
    draw(ink, dice) {
      const rows = dice.pick([4, 5]);
      const gap = 430 / rows;
      const books = (y: number) => {
        let x = 252 + dice.between(0, 40);
        return Array.from({ length: dice.between(3, 6) }, (_, i) => {
          const [width, height] = [dice.between(12, 24), gap * (0.5 + dice.roll() * 0.3)];
          x += width + 2;
          return box(
            x - width,
            y - height,
            width,
            height,
            [ink.accent, ink.accentDark, ink.accentLight, '#efe6d6', ink.deep][(i + rows) % 5] ?? ink.accent,
            2,
          );
        }).join('');
      };
      return [
        shadow(400, 662, 190),
        box(236, 200, 328, 448, mixBack(ink), 2),
        Array.from({ length: rows }, (_, i) => {
          const y = 210 + gap * (i + 1);
          return (
            (i % 3 === 1 ? bowlOfFruit(dice.between(340, 470), y, ink) : books(y)) + box(236, y, 328, 12, ink.main)
          );
        }).join(''),
        box(224, 190, 20, 470, ink.main, 3),
        box(556, 190, 20, 470, ink.main, 3),
        box(224, 190, 352, 20, ink.light, 3),
      ].join('');
    },
  },
  rack: {
    scene: 'wall',
    zoom: 1.15,
    draw(ink, dice) {
      const pegs = dice.pick([4, 5]);
      const step = 440 / pegs;
      const at = (i: number) => 180 + step * (i + 0.5);
      return [
        faint(0.14, box(168, 306, 480, 62, '#2b1d12', 8)),
        box(160, 290, 480, 62, ink.main, dice.pick([4, 30])),
        grain(160, 290, 480, 60, ink.dark, 3),
        Array.from({ length: pegs }, (_, i) => disc(at(i), 326, 17, ink.deep) + disc(at(i), 322, 15, ink.light)).join(
          '',
        ),
        shape(`M${at(1) - 12} 332q-70 20 -66 90l-8 190h172l-8 -190q4 -70 -66 -90Z`, ink.accent),
        stroke(`M${at(1)} 350V610`, ink.accentDark, 4),
        shape(`M${at(3) - 20} 334h40l14 150h-68Z`, ink.accentDark),
        stroke(`M${at(3)} 326q-26 60 0 90`, ink.deep, 5),
      ].join('');
    },
  },
  mirror: {
    scene: 'wall',
    zoom: 1.1,
    draw(ink, dice) {
      const glass = '#dfe8ea';
      const form = dice.between(0, 3);
      const shine = faint(0.55, shape('M300 420L420 240h40L300 480ZM330 520L500 270h18L340 536Z', '#ffffff'));
      const frames = [
        disc(412, 396, 214, '#00000018') + disc(400, 384, 210, ink.main) + disc(400, 384, 186, glass),
        box(262, 172, 300, 460, '#00000018', 12) +
          box(250, 160, 300, 460, ink.main, 12) +
          box(272, 182, 256, 416, glass, 4),
        shape('M262 640V330a150 150 0 0 1 300 0V640Z', '#00000018') +
          shape('M250 628V318a150 150 0 0 1 300 0V628Z', ink.main) +
          shape('M272 606V320a128 128 0 0 1 256 0V606Z', glass),
        oval(412, 402, 176, 236, '#00000018') + oval(400, 390, 174, 234, ink.main) + oval(400, 390, 150, 210, glass),
      ];
      return [
        frames[form] ?? '',
        shine,
        form === 1 && dice.chance(0.6) ? box(230, 626, 340, 16, ink.dark, 4) : '',
      ].join('');
    },
  },
  clock: {
    scene: 'wall',
    zoom: 1.15,
    draw(ink, dice) {
      const ticks = Array.from({ length: 12 }, (_, i) => {
        const a = (i * Math.PI) / 6;
        const r = i % 3 ? 148 : 136;
        return `M${Math.round(400 + Math.sin(a) * r)} ${Math.round(390 - Math.cos(a) * r)}L${Math.round(400 + Math.sin(a) * 160)} ${Math.round(390 - Math.cos(a) * 160)}`;
      }).join('');
      return [
        disc(412, 404, 214, '#00000018'),
        dice.chance(0.4) ? box(196, 186, 408, 408, ink.main, 70) : disc(400, 390, 210, ink.main),
        disc(400, 390, 180, '#f7f1e4'),
        stroke(ticks, ink.deep, 8),
        stroke(
          dice.pick([
            'M400 390L330 330M400 390L470 270',
            'M400 390L452 330M400 390L300 350',
            'M400 390V300M400 390L490 440',
          ]),
          '#33302c',
          10,
        ),
        disc(400, 390, 13, ink.accent),
      ].join('');
    },
  },
  barCart: {
    scene: 'room',
    zoom: 1.15,
    draw(ink, dice) {
      return [
        shadow(400, 664, 210),
        stroke('M240 250V640M560 250V640M240 290H180', ink.main, 14),
        disc(240, 648, 22, ink.deep),
        disc(560, 648, 22, ink.deep),
        disc(240, 648, 9, ink.light),
        disc(560, 648, 9, ink.light),
        shape('M290 386V330q0 -18 10 -30v-40h22v40q10 12 10 30v56Z', ink.accent),
        shape('M352 386v-72q0 -14 8 -24v-50h18v50q8 10 8 24v72Z', ink.accentDark),
        shape('M430 386l6 -60h40l6 60Z', '#e9f0ee'),
        shape('M490 386l4 -44h32l4 44Z', '#e9f0ee'),
        box(226, 386, 348, 16, ink.dark, 4),
        box(226, 560, 348, 16, ink.dark, 4),
        dice.chance(0.5)
          ? disc(300, 530, 28, ink.accentLight) + disc(352, 536, 22, ink.accent)
          : box(290, 500, 120, 60, ink.accent, 6),
        stroke('M232 360H568', ink.light, 6),
      ].join('');
    },
  },
  ladder: {
    scene: 'room',
    draw(ink) {
      return [
        shadow(400, 662, 130),
        leg(330, 110, 290, 660, 20, 24, ink.dark),
        leg(470, 110, 510, 660, 20, 24, ink.dark),
        [180, 282, 384, 486, 580].map((y) => box(296, y, 208, 15, ink.main, 7)).join(''),
        shape('M318 186h104v170q-52 14 -104 0Z', ink.accentLight),
        stroke('M318 336q52 14 104 0', ink.accent, 5),
        shape('M376 390h100v150q-50 14 -100 0Z', ink.accent),
      ].join('');
    },
  },
  wallShelf: {
    scene: 'wall',
    zoom: 1.15,
    draw(ink, dice) {
      return [
        faint(0.14, box(160, 458, 500, 20, '#2b1d12')),
        box(150, 430, 500, 26, ink.main, 5),
        grain(150, 430, 500, 26, ink.dark, 2),
        stroke('M230 456v52M570 456v52', ink.dark, 12),
        stroke('M156 396H644', ink.dark, 6),
        box(220, 340, 54, 90, ink.accent, 10),
        box(236, 318, 22, 24, ink.accentDark, 4),
        shape('M300 430v-60h60v60Z', ink.accentLight),
        branch(dice.between(450, 540), 430, ink),
      ].join('');
    },
  },
} as const satisfies Record<string, Drawing>;

function mixBack(ink: Ink): string {
  return ink.deep;
}
