import type { Dice } from '../random.ts';
import type { Drawing } from './drawing.ts';
import type { Ink } from './ink.ts';
import { box, cast, disc, faint, grain, oval, shadow, shape, stroke } from './svg.ts';

const specks = (x: number, y: number, w: number, h: number, colour: string, dice: Dice) =>
  faint(
    0.5,
    stroke(
      Array.from({ length: 16 }, () => `M${dice.between(x, x + w)} ${dice.between(y, y + h)}h.1`).join(''),
      colour,
      5,
    ),
  );

const steam = (x: number, y: number) =>
  faint(0.5, stroke(`M${x} ${y}q-16 -26 0 -52t0 -52M${x + 40} ${y + 4}q-14 -22 0 -44t0 -44`, '#ffffff', 7));

function vessel(
  path: string,
  glaze: string,
  ink: Ink,
  dice: Dice,
  bounds: readonly [number, number, number, number],
): string {
  return (
    shape(path, ink.main) +
    dice.pick([
      () => specks(...bounds, ink.deep, dice),
      () => shape(glaze, ink.light),
      () => shape(glaze, ink.dark),
      () => grain(...bounds, ink.dark, 5),
    ])()
  );
}

export const tableware = {
  mug: {
    scene: 'counter',
    zoom: 1.3,
    draw(ink, dice) {
      const handle = dice.chance(0.75);
      return [
        shadow(400, 622, 190),
        handle
          ? stroke(dice.pick(['M510 440q110 -10 90 70t-96 50', 'M512 430h70q30 0 20 50t-96 70']), ink.dark, 26)
          : '',
        vessel(
          dice.pick([
            'M280 380H520V560q0 60 -70 60H350q-70 0 -70 -60Z',
            'M270 380H530Q540 520 470 620H330Q260 520 270 380Z',
            'M296 380H504L524 600q0 20 -20 20H296q-20 0 -20 -20Z',
          ]),
          'M284 520q60 -30 110 0t126 -10v50q0 60 -70 60H350q-66 0 -66 -60Z',
          ink,
          dice,
          [310, 440, 180, 150],
        ),
        oval(400, 380, 124, 22, ink.light),
        oval(400, 384, 106, 16, '#5d3c28'),
        steam(380, 350),
      ].join('');
    },
  },
  cup: {
    scene: 'counter',
    zoom: 1.2,
    draw(ink, dice) {
      return [
        shadow(400, 622, 140),
        stroke('M360 380L330 200', ink.accent, 13),
        box(314, 168, 26, 50, '#fbf8f1', 5),
        stroke('M430 380L470 216', ink.accentDark, 13),
        box(456, 176, 26, 52, '#fbf8f1', 5),
        vessel(
          'M300 370H500L488 604q-2 16 -18 16H330q-16 0 -18 -16Z',
          'M306 500q90 -24 188 0l-6 104q-2 16 -18 16H330q-16 0 -18 -16Z',
          ink,
          dice,
          [324, 420, 150, 160],
        ),
        oval(400, 370, 100, 14, ink.deep),
      ].join('');
    },
  },
  bowl: {
    scene: 'counter',
    zoom: 1.2,
    draw(ink, dice) {
      const full = dice.chance(0.5);
      return [
        shadow(400, 622, 200),
        full
          ? [
              [320, 410],
              [390, 396],
              [460, 408],
              [430, 430],
              [356, 430],
            ]
              .map(([x = 0, y = 0], i) => disc(x, y, 42, i % 2 ? '#e3b23c' : '#d99a2b'))
              .join('')
          : '',
        box(330, 600, 140, 22, ink.deep, 6),
        vessel(
          'M190 430H610Q600 606 400 606T190 430Z',
          'M190 430H610q-4 50 -24 84q-60 24 -110 -4t-120 8t-120 -8q-38 -36 -46 -80Z',
          ink,
          dice,
          [270, 460, 260, 110],
        ),
        full
          ? box(186, 424, 428, 14, ink.light, 7)
          : oval(400, 430, 212, 30, ink.light) + oval(400, 434, 188, 22, ink.deep),
      ].join('');
    },
  },
  plate: {
    scene: 'flat',
    draw(ink, dice) {
      const long = dice.chance(0.25);
      if (long)
        return [
          faint(0.16, oval(408, 420, 310, 190, '#2b1d12')),
          oval(400, 400, 310, 190, ink.main),
          oval(400, 400, 262, 150, ink.light),
          specks(220, 300, 360, 200, ink.deep, dice),
          shape('M300 400q60 -60 150 -20l60 -30v100l-60 -30q-90 40 -150 -20Z', ink.accent),
          disc(340, 394, 6, ink.deep),
        ].join('');
      return [
        faint(0.16, disc(408, 418, 264, '#2b1d12')),
        disc(400, 400, 262, ink.main),
        disc(400, 400, 200, ink.light),
        disc(400, 400, 190, ink.main),
        specks(250, 250, 300, 300, ink.deep, dice),
        dice.pick([
          disc(400, 400, 150, ink.dark) + disc(400, 400, 128, ink.main),
          disc(470, 340, 60, ink.dark),
          stroke('M330 480q60 -130 150 -170M372 420q-30 -30 -60 -20M406 376q40 4 60 40', '#6f8058', 7),
          faint(0.6, disc(400, 400, 120, ink.light)),
        ]),
        box(94, 230, 14, 340, '#b9b7b1', 7),
        box(82, 220, 38, 100, '#b9b7b1', 12),
        box(692, 220, 16, 350, '#b9b7b1', 8),
      ].join('');
    },
  },
  vase: {
    scene: 'counter',
    zoom: 1.15,
    draw(ink, dice) {
      const wave = 'M290 520q55 -24 110 0t106 -6q6 60 -26 106H320q-28 -50 -30 -100Z';
      const [path, rim, glaze] = dice.pick([
        ['M360 300h80q-6 60 50 110t-10 210H320q-66 -160 -10 -210t50 -110Z', 300, wave],
        [
          'M340 330h120q60 60 60 160t-60 130H340q-60 -30 -60 -130t60 -160Z',
          330,
          'M281 500q60 -24 120 0t118 0q-4 90 -59 120H340q-52 -26 -59 -120Z',
        ],
        ['M350 260h100l30 360H320Z', 260, 'M333 480q36 -20 68 0t66 0l13 140H320Z'],
        [
          'M374 280h52v120q94 20 94 120t-70 100H350q-70 0 -70 -100t94 -120Z',
          280,
          'M280 516q60 -24 120 0t120 0q0 104 -70 104H350q-70 0 -70 -104Z',
        ],
      ] as const);
      const stems = dice.pick([
        `M390 ${rim}q-20 -100 -90 -150M400 ${rim}q0 -110 10 -190M412 ${rim}q20 -90 90 -130`,
        `M400 ${rim}q-10 -120 -60 -170M404 ${rim}q20 -80 60 -120`,
      ]);
      const flowers = dice.pick([
        () =>
          [
            [300, rim - 150],
            [410, rim - 190],
            [502, rim - 130],
          ]
            .map(([x = 0, y = 0]) => disc(x, y, 34, ink.accent) + disc(x, y, 14, '#f3d37a'))
            .join(''),
        () =>
          [
            [300, rim - 150],
            [340, rim - 170],
            [410, rim - 190],
            [464, rim - 120],
            [500, rim - 130],
            [360, rim - 110],
            [440, rim - 80],
          ]
            .map(([x = 0, y = 0]) => oval(x, y, 22, 14, '#7d8f63'))
            .join(''),
        () =>
          [
            [320, rim - 140],
            [405, rim - 180],
            [490, rim - 130],
          ]
            .map(([x = 0, y = 0]) => shape(`M${x} ${y - 60}q30 50 8 90h-16q-22 -40 8 -90Z`, '#d9c29a'))
            .join(''),
        () => '',
      ])();
      return [
        shadow(400, 622, 150),
        flowers && stroke(stems, '#6b7a54', 6),
        flowers,
        vessel(path, glaze, ink, dice, [330, 440, 140, 150]),
        oval(400, rim, 46, 8, ink.deep),
      ].join('');
    },
  },
  teapot: {
    scene: 'counter',
    zoom: 1.2,
    draw(ink, dice) {
      return [
        shadow(410, 622, 210),
        stroke(dice.chance(0.5) ? 'M300 420q100 -190 200 0' : 'M540 430q120 0 96 90t-110 60', ink.dark, 20),
        shape('M300 470q-60 0 -80 -80l-34 0q20 150 120 180Z', ink.main),
        vessel(
          'M280 420H530Q580 620 470 620H340Q230 620 280 420Z',
          'M272 520q60 -20 130 4t136 -8q10 104 -68 104H340q-76 0 -68 -100Z',
          ink,
          dice,
          [320, 450, 180, 140],
        ),
        oval(405, 420, 126, 20, ink.light),
        shape('M330 416q75 -56 150 0Z', ink.dark),
        disc(405, 376, 18, ink.accent),
      ].join('');
    },
  },
  pitcher: {
    scene: 'counter',
    zoom: 1.25,
    draw(ink, dice) {
      return [
        shadow(410, 622, 160),
        stroke('M480 360q130 0 110 110t-106 80', ink.dark, 24),
        vessel(
          'M310 280L290 262H350H480q0 90 26 160t-26 198H330q-50 -120 -24 -198t4 -142Z',
          'M300 480q60 30 110 0t106 -10q4 90 -36 150H330q-30 -60 -30 -140Z',
          ink,
          dice,
          [330, 400, 150, 190],
        ),
        shape('M290 262H480q-10 22 -80 22T290 262Z', ink.deep),
      ].join('');
    },
  },
  jar: {
    scene: 'counter',
    zoom: 1.25,
    draw(ink, dice) {
      const low = dice.chance(0.35);
      const y = low ? 470 : 340;
      return [
        shadow(400, 622, 170),
        vessel(
          `M270 ${y}H530V580q0 40 -40 40H310q-40 0 -40 -40Z`,
          'M270 540q66 -30 130 0t130 0v40q0 40 -40 40H310q-40 0 -40 -40Z',
          ink,
          dice,
          [300, y + 30, 200, 560 - y],
        ),
        box(256, y - 34, 288, 40, ink.accent, 14),
        box(256, y - 4, 288, 10, ink.accentDark, 5),
        disc(400, y - 52, 22, ink.accentDark),
      ].join('');
    },
  },
  candlestick: {
    scene: 'counter',
    zoom: 1.2,
    draw(ink, dice) {
      const one = (x: number, y: number) =>
        [
          shadow(x, 622, 70),
          box(x - 14, y - 200, 28, 200, ink.accentLight, 5),
          stroke(`M${x} ${y - 202}v-14`, '#4a4038', 4),
          shape(`M${x} ${y - 262}q20 28 0 48q-20 -20 0 -48Z`, '#f2b84b'),
          box(x - 30, y - 12, 60, 22, ink.light, 6),
          shape(`M${x - 18} ${y + 8}h36l${dice.between(10, 24)} ${610 - y}h-${70 + dice.between(0, 30)}Z`, ink.main),
          oval(x, 612, 72, 13, ink.dark),
        ].join('');
      return [one(300, dice.between(500, 540)), one(500, dice.between(430, 470))].join('');
    },
  },
  glasses: {
    scene: 'counter',
    zoom: 1.25,
    draw(ink, dice) {
      const one = (x: number, y: number, s: number) =>
        [
          shadow(x, 622, 80),
          faint(0.75, shape(`M${x - 74} ${y}H${x + 74}L${x + 60} 606q-2 14 -16 14h-88q-14 0 -16 -14Z`, ink.main)),
          faint(0.6, shape(`M${x - 68} ${y + s}H${x + 68}L${x + 58} 600H${x - 58}Z`, ink.accentLight)),
          faint(0.6, box(x - 52, y + 16, 10, 540 - y, '#ffffff', 5)),
          oval(x, y, 74, 11, ink.light),
        ].join('');
      return dice.chance(0.5)
        ? one(280, 430, 70) + one(470, 430, 100)
        : one(240, 460, 60) + one(400, 400, 90) + one(560, 460, 70);
    },
  },
  wineGlass: {
    scene: 'counter',
    zoom: 1.1,
    draw(ink, dice) {
      const wine = dice.pick(['#7d2b3a', '#e8cf83', '#d98c7e']);
      const one = (x: number) =>
        [
          shadow(x, 622, 70),
          faint(0.8, shape(`M${x - 70} 250H${x + 70}q20 190 -70 190t-70 -190Z`, ink.main)),
          faint(0.85, shape(`M${x - 74} 350h148q-8 84 -74 84t-74 -84Z`, wine)),
          box(x - 5, 438, 10, 170, ink.dark),
          oval(x, 612, 62, 9, ink.dark),
          faint(0.6, box(x - 50, 270, 9, 100, '#ffffff', 4)),
          oval(x, 250, 70, 9, ink.light),
        ].join('');
      return one(300) + one(500);
    },
  },
  carafe: {
    scene: 'counter',
    zoom: 1.2,
    draw(ink, dice) {
      return [
        shadow(370, 622, 150),
        faint(
          0.85,
          shape(
            dice.pick([
              'M330 220h100q-20 90 60 220t-40 180H310q-120 -50 -40 -180t60 -220Z',
              'M320 230h120v120q60 40 60 120v110q0 40 -40 40H300q-40 0 -40 -40V470q0 -80 60 -120Z',
            ]),
            ink.main,
          ),
        ),
        faint(0.55, shape('M274 470H486q20 100 -30 146H304q-50 -46 -30 -146Z', ink.accentLight)),
        faint(0.6, stroke('M300 470q-16 60 6 110', '#ffffff', 10)),
        oval(380, 224, 54, 10, ink.light),
        shadow(590, 622, 60),
        faint(0.8, shape('M540 480h100l-12 140h-76Z', ink.light)),
        shape('M545 540h90l-7 76h-76Z', ink.accentLight),
      ].join('');
    },
  },
  tray: {
    scene: 'flat',
    draw(ink, dice) {
      const round = dice.chance(0.4);
      return [
        round
          ? faint(0.16, disc(410, 420, 270, '#2b1d12')) + disc(400, 400, 268, ink.dark) + disc(400, 400, 250, ink.main)
          : faint(0.16, box(112, 218, 600, 400, '#2b1d12', 40)) +
            box(100, 200, 600, 400, ink.dark, 36) +
            box(118, 218, 564, 364, ink.main, 24) +
            box(104, 350, 34, 100, ink.light, 17) +
            box(662, 350, 34, 100, ink.light, 17),
        round ? '' : grain(130, 230, 540, 340, ink.dark, 5),
        disc(320, 380, 76, '#f6f1e7'),
        disc(320, 380, 54, '#6b4630'),
        stroke('M392 400h26', '#f6f1e7', 18),
        box(450, 330, 120, 150, ink.accent, 4),
        stroke('M470 360h80M470 384h60', ink.accentLight, 5),
        disc(420, 490, 34, ink.accentDark),
      ].join('');
    },
  },
  cutlery: {
    scene: 'flat',
    draw(ink) {
      const handle = (x: number) => box(x - 13, 400, 26, 240, ink.main, 13);
      const metal = '#c3c3bf';
      return [
        box(150, 110, 500, 580, ink.accentLight, 8),
        stroke('M170 130H630V670H170Z', ink.accent, 3),
        handle(250),
        box(243, 320, 14, 90, metal),
        shape('M216 160v100q0 50 34 66q34 -16 34 -66V160h-12v80h-10v-80h-24v80h-10v-80Z', metal),
        handle(370),
        shape('M356 410V200q0 -50 34 -60V410Z', metal),
        handle(480),
        box(473, 300, 14, 110, metal),
        oval(480, 230, 40, 74, metal),
        handle(580),
        box(574, 300, 12, 110, metal),
        oval(580, 260, 28, 48, metal),
      ].join('');
    },
  },
  trivet: {
    scene: 'flat',
    draw(ink, dice) {
      const form = dice.pick([
        disc(400, 400, 234, ink.main) +
          [
            [400, 290],
            [400, 510],
            [304, 346],
            [496, 346],
            [304, 456],
            [496, 456],
            [400, 400],
          ]
            .map(([x = 0, y = 0]) => disc(x, y, 36, ink.wall))
            .join(''),
        [0, 1, 2, 3, 4, 5].map((i) => box(180 + i * 76, 180 + (i % 2) * 16, 50, 424, ink.main, 25)).join('') +
          box(170, 280, 460, 28, ink.dark, 14) +
          box(170, 490, 460, 28, ink.dark, 14),
        disc(400, 400, 234, ink.main) +
          disc(400, 400, 190, ink.wall) +
          disc(400, 400, 160, ink.main) +
          disc(400, 400, 112, ink.wall) +
          disc(400, 400, 84, ink.main) +
          stroke('M400 176V624M176 400H624', ink.main, 28),
        shape('M400 160L608 280V520L400 640 192 520V280Z', ink.main) + grain(230, 260, 340, 280, ink.dark, 7),
      ]);
      return cast(form) + form;
    },
  },
} as const satisfies Record<string, Drawing>;

/** Kept beside the vessels because it shares their counter. */
export const kitchen = {
  pan: {
    scene: 'flat',
    draw(ink, dice) {
      const square = dice.chance(0.3);
      return [
        faint(0.16, disc(340, 470, 212, '#2b1d12')),
        `<g transform="rotate(-45 330 450)">${box(520, 424, 300, 52, ink.accentDark, 24)}${disc(788, 450, 10, ink.wall)}${box(490, 430, 60, 40, ink.deep, 6)}</g>`,
        square
          ? box(130, 250, 400, 400, ink.main, 44) +
            box(154, 274, 352, 352, ink.dark, 30) +
            stroke([0, 1, 2, 3, 4, 5].map((i) => `M${190 + i * 56} 304V596`).join(''), ink.deep, 12)
          : disc(330, 450, 210, ink.main) +
            disc(330, 450, 180, ink.dark) +
            faint(0.25, shape('M200 400a150 150 0 0 1 130 -90l20 40a120 120 0 0 0 -110 70Z', '#ffffff')),
        square ? '' : disc(350, 470, 66, '#fbf6ea') + disc(362, 462, 30, '#eab540'),
      ].join('');
    },
  },
  pot: {
    scene: 'counter',
    zoom: 1.1,
    draw(ink, dice) {
      const low = dice.chance(0.5) ? 400 : 430;
      return [
        shadow(400, 622, 230),
        box(146, 470, 70, 34, ink.dark, 14),
        box(584, 470, 70, 34, ink.dark, 14),
        shape(`M190 ${low}H610V570q0 50 -50 50H240q-50 0 -50 -50Z`, ink.main),
        faint(0.3, box(216, low + 20, 18, 150, '#ffffff', 9)),
        box(178, low - 18, 444, 26, ink.dark, 13),
        shape(`M196 ${low - 16}Q220 ${low - 76} 400 ${low - 76}T604 ${low - 16}Z`, ink.light),
        box(384, low - 104, 32, 32, ink.accentDark, 6),
        box(360, low - 120, 80, 22, ink.accentDark, 11),
      ].join('');
    },
  },
  mokaPot: {
    scene: 'counter',
    zoom: 1.1,
    draw(ink) {
      return [
        shadow(400, 622, 150),
        shape('M310 440H490L530 620H270Z', ink.dark),
        shape('M360 440H490L530 620H410Z', ink.main),
        box(300, 420, 200, 26, ink.deep, 6),
        shape('M300 420L280 250 L250 236l10 -16 60 20H500L490 420Z', ink.main),
        shape('M360 420L340 240H420L430 420Z', ink.light),
        stroke('M500 260h70q20 0 20 30v110', ink.accentDark, 26),
        shape('M290 240L400 190 504 240Z', ink.dark),
        disc(400, 182, 16, ink.accentDark),
      ].join('');
    },
  },
  knife: {
    scene: 'flat',
    draw(ink, dice) {
      return [
        `<g transform="rotate(${dice.between(-38, -28)} 400 400)">`,
        box(80, 330, 640, 230, dice.pick(['#d9b98c', '#cda36d', '#e6dccb']), 26),
        shape('M110 440Q180 372 470 370V446H160Z', '#d7dadb'),
        shape('M110 440Q190 410 470 412V446H160Z', '#bfc3c5'),
        box(466, 366, 26, 84, ink.deep, 4),
        shape('M492 372H690q26 0 26 34t-26 34q-40 0 -70 -8t-128 10Z', ink.main),
        [540, 600, 660].map((x) => disc(x, 406, 7, ink.light)).join(''),
        '</g>',
      ].join('');
    },
  },
  board: {
    scene: 'flat',
    draw(ink, dice) {
      const form = dice.pick([
        box(180, 150, 440, 440, ink.main, 30) + box(350, 560, 100, 120, ink.main, 40) + disc(400, 640, 16, ink.wall),
        box(130, 220, 540, 380, ink.main, 24) +
          box(158, 248, 484, 324, ink.dark, 16) +
          box(166, 256, 468, 308, ink.main, 12),
        disc(400, 390, 250, ink.main) + box(356, 600, 88, 120, ink.main, 36) + disc(400, 680, 14, ink.wall),
        shape('M200 200q180 -70 420 10q40 160 -20 340q-220 80 -400 0q-60 -160 0 -350Z', ink.main) +
          disc(240, 250, 16, ink.wall),
      ]);
      const food = dice.pick([
        disc(340, 380, 60, '#cf5540') +
          disc(450, 420, 56, '#d8664e') +
          stroke('M340 330q0 -20 14 -26M450 372q0 -18 12 -24', '#5d6b4d', 8),
        oval(400, 380, 130, 66, '#c98d4e') + stroke('M320 360l30 40M380 346l34 60M444 348l34 52', '#efd9ae', 9),
        [0, 1, 2, 3]
          .map((i) => disc(300 + i * 64, 390, 38, '#e9d37c') + disc(300 + i * 64, 390, 26, '#f4e7b0'))
          .join(''),
        stroke('M300 470q80 -140 190 -180M350 410q-40 -10 -50 -40M410 350q40 10 60 50', '#6f8058', 9),
      ]);
      return [cast(form), form, grain(220, 230, 360, 330, ink.dark, 6), food].join('');
    },
  },
  utensils: {
    scene: 'counter',
    zoom: 1.15,
    draw(ink, dice) {
      const one = (x: number, lean: number, head: string) =>
        `<g transform="rotate(${lean} ${x} 520)">${box(x - 8, 250, 16, 300, ink.main, 8)}${head}</g>`;
      return [
        shadow(400, 622, 140),
        one(350, -14, oval(350, 230, 38, 60, ink.main)),
        one(400, 0, box(364, 150, 72, 110, ink.light, 14)),
        one(450, 13, oval(450, 220, 40, 58, ink.dark) + (dice.chance(0.5) ? oval(450, 220, 14, 22, ink.wall) : '')),
        shape('M300 440H500V590q0 30 -30 30H330q-30 0 -30 -30Z', ink.accent),
        box(300, 470, 200, 14, ink.accentLight),
        oval(400, 440, 100, 12, ink.accentDark),
      ].join('');
    },
  },
  grinder: {
    scene: 'counter',
    zoom: 1.25,
    draw(ink, dice) {
      const one = (x: number, top: number, fill: string, edge: string) =>
        [
          shadow(x, 622, 80),
          shape(
            dice.chance(0.5)
              ? `M${x - 40} ${top + 90}h80q-24 60 4 110t24 ${420 - top}h-136q-4 -${370 - top} 24 -${420 - top}t4 -110Z`
              : `M${x - 46} ${top + 90}h92l14 ${530 - top}h-120Z`,
            fill,
          ),
          box(x - 48, top + 74, 96, 18, edge, 6),
          shape(`M${x - 40} ${top + 74}q0 -60 40 -60t40 60Z`, fill),
          disc(x, top, 17, '#c9a65a'),
        ].join('');
      return (
        one(310, dice.between(220, 260), ink.main, ink.deep) + one(490, dice.between(320, 360), ink.dark, ink.deep)
      );
    },
  },
  colander: {
    scene: 'counter',
    zoom: 1.15,
    draw(ink) {
      return [
        shadow(400, 622, 190),
        stroke('M176 420q-50 10 -40 50M624 420q50 10 40 50', ink.dark, 18),
        shape('M180 400H620Q600 590 400 590T180 400Z', ink.main),
        [0, 1, 2, 3, 4, 5, 6]
          .map((i) =>
            [0, 1, 2]
              .map((j) => (i + j < 8 && i - j > -2 ? disc(250 + i * 50 + (j % 2) * 24, 440 + j * 42, 8, ink.deep) : ''))
              .join(''),
          )
          .join(''),
        box(300, 584, 200, 36, ink.dark, 10),
        box(170, 386, 460, 22, ink.light, 11),
        shape('M260 388q10 -60 70 -50q30 -50 90 -20q80 -20 110 70Z', '#e6c98a'),
        stroke('M280 380q40 -40 90 -10t110 -10', '#d2ae66', 7),
      ].join('');
    },
  },
} as const satisfies Record<string, Drawing>;
