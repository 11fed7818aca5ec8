import type { Drawing } from './drawing.ts';
import type { Ink } from './ink.ts';
import { box, disc, faint, grain, leg, oval, shadow, shape, stroke, twice } from './svg.ts';

const leaves = ['#6f8058', '#7f9366', '#5d7050', '#8fa071'] as const;

/** Green that grows out of (x, y), about `size` high. */
function plant(x: number, y: number, size: number, kind: number, ink: Ink): string {
  const green = (index: number) => leaves[index % leaves.length] ?? '#6f8058';
  const kinds = [
    () =>
      [-60, -36, -12, 12, 36, 60]
        .map(
          (angle, i) =>
            `<path transform="rotate(${angle} ${x} ${y})" d="M${x} ${y}q-${size * 0.16} -${size * 0.5} 0 -${size}q${size * 0.16} ${size * 0.5} 0 ${size}Z" fill="${green(i)}"/>`,
        )
        .join(''),
    () =>
      stroke(`M${x} ${y}V${y - size * 0.5}`, '#7b5a3c', 12) +
      [
        [-0.3, -0.6],
        [0.3, -0.62],
        [0, -0.85],
        [-0.15, -0.5],
        [0.2, -0.4],
      ]
        .map(([dx = 0, dy = 0], i) => disc(x + dx * size, y + dy * size, size * 0.24, green(i)))
        .join(''),
    () =>
      [-0.4, -0.2, 0, 0.2, 0.4]
        .map(
          (dx, i) =>
            stroke(`M${x + dx * size * 0.5} ${y}q${dx * 40} -${size * 0.4} ${dx * 60} -${size * 0.7}`, green(i), 6) +
            disc(x + dx * size * 0.5 + dx * 60, y - size * 0.72, size * 0.11, i % 2 ? ink.accent : ink.accentLight) +
            disc(x + dx * size * 0.5 + dx * 60, y - size * 0.72, size * 0.04, '#f3d37a'),
        )
        .join(''),
    () =>
      [-0.3, -0.1, 0.1, 0.3]
        .map(
          (dx, i) =>
            stroke(`M${x + dx * size * 0.4} ${y}L${x + dx * size * 1.2} ${y - size * 0.8}`, green(i), 5) +
            oval(x + dx * size * 1.2, y - size * 0.86, size * 0.04, size * 0.16, '#9a86b5'),
        )
        .join(''),
  ];
  return kinds[kind % kinds.length]?.() ?? '';
}

export const garden = {
  planter: {
    scene: 'outdoor',
    zoom: 1.15,
    draw(ink, dice) {
      const pot = dice.pick([
        'M280 450H520L490 660H310Z',
        'M270 450H530V620q0 40 -40 40H310q-40 0 -40 -40Z',
        'M290 450H510q50 120 -20 210H310q-70 -90 -20 -210Z',
        'M270 450H530V660H270Z',
      ]);
      return [
        shadow(400, 664, 170),
        plant(400, 460, dice.between(210, 300), dice.between(0, 3), ink),
        shape(pot, ink.main),
        grain(310, 500, 180, 140, ink.dark, 4),
        box(262, 436, 276, 30, ink.light, dice.pick([4, 15])),
      ].join('');
    },
  },
  windowBox: {
    scene: 'outdoor',
    draw(ink, dice) {
      return [
        stroke('M0 520H800', '#6b6f70', 14),
        stroke('M60 520V800M180 520V800M300 520V800M420 520V800M540 520V800M660 520V800M780 520V800', '#6b6f70', 8),
        [210, 340, 460, 590].map((x, i) => plant(x, 480, dice.between(130, 180), i % 2 ? 2 : 3, ink)).join(''),
        faint(0.16, box(142, 490, 540, 130, '#2b1d12', 8)),
        box(130, 470, 540, 130, ink.main, 8),
        grain(140, 490, 520, 100, ink.dark, 3),
        box(120, 462, 560, 22, ink.light, 6),
      ].join('');
    },
  },
  raisedBed: {
    scene: 'outdoor',
    zoom: 1.1,
    draw(ink, dice) {
      return [
        shadow(400, 664, 300),
        [180, 280, 390, 500, 610]
          .map((x, i) => plant(x, 470, dice.between(110, 190), i + dice.between(0, 1), ink))
          .join(''),
        box(130, 462, 540, 16, '#5a4331'),
        box(120, 474, 560, 176, ink.main, 4),
        stroke('M120 532H680M120 590H680', ink.dark, 4),
        grain(120, 480, 560, 160, ink.dark, 5),
        [130, 390, 640].map((x) => box(x, 466, 30, 194, ink.dark, 3)).join(''),
      ].join('');
    },
  },
  coldFrame: {
    scene: 'outdoor',
    zoom: 1.08,
    draw(ink) {
      return [
        shadow(400, 664, 280),
        shape('M150 660V500L650 440V660Z', ink.main),
        grain(160, 520, 480, 120, ink.dark, 4),
        plant(300, 500, 70, 0, ink),
        plant(420, 490, 70, 0, ink),
        plant(540, 470, 70, 0, ink),
        faint(0.55, shape('M150 500L650 440 620 300 130 370Z', '#dcebec')),
        stroke('M150 500L650 440 620 300 130 370ZM390 471L372 336', ink.dark, 10),
        stroke('M600 446L610 330', ink.deep, 6),
      ].join('');
    },
  },
  wateringCan: {
    scene: 'outdoor',
    zoom: 1.1,
    draw(ink, dice) {
      return [
        shadow(420, 664, 190),
        stroke('M330 520L190 400', ink.dark, 26),
        shape('M160 350l60 -6 6 60 -54 30Z', ink.deep),
        stroke(
          dice.chance(0.5) ? 'M330 440q60 -150 220 -40q60 60 20 180' : 'M550 470q120 0 90 90t-90 60',
          ink.dark,
          20,
        ),
        shape('M310 440H560L580 660H290Z', ink.main),
        box(300, 426, 270, 24, ink.light, 8),
        stroke('M304 520H568M296 600H574', ink.dark, 6),
        faint(0.4, box(330, 470, 20, 160, ink.light, 10)),
        faint(0.7, stroke('M150 420l-24 60M176 436l-16 60M132 400l-36 44', '#9cc3d9', 5)),
      ].join('');
    },
  },
  birdhouse: {
    scene: 'outdoor',
    draw(ink, dice) {
      return [
        box(384, 560, 32, 240, '#7b5a3c'),
        box(290, 300, 220, 280, ink.main, 4),
        grain(290, 320, 220, 240, ink.dark, 5),
        disc(400, 410, 40, ink.deep),
        stroke('M400 484V470', ink.deep, 12),
        box(280, 570, 240, 18, ink.dark, 4),
        dice.chance(0.6)
          ? shape('M250 320L400 190 550 320 530 340 400 226 270 340Z', ink.deep) +
            shape('M290 322L400 226 510 322Z', ink.main)
          : shape('M260 300L540 250V282L260 332Z', ink.deep),
        disc(560, 230, 24, ink.accent),
        shape('M580 224l24 6 -22 12Z', '#d79a3c'),
        shape('M540 236l-50 -10 40 36Z', ink.accentDark),
        disc(566, 224, 4, '#2b2b2d'),
      ].join('');
    },
  },
  insectHotel: {
    scene: 'outdoor',
    zoom: 1.15,
    draw(ink) {
      const holes = (x: number, y: number, rows: number, columns: number) =>
        Array.from({ length: rows * columns }, (_, i) =>
          disc(x + (i % columns) * 26, y + Math.floor(i / columns) * 26, 9, ink.deep),
        ).join('');
      return [
        shadow(400, 664, 170),
        box(260, 320, 280, 340, ink.dark, 4),
        box(276, 350, 120, 130, '#d9b98c'),
        holes(296, 370, 4, 4),
        box(404, 350, 120, 130, '#c9a36f'),
        stroke('M416 360V470M432 360V470M448 360V470M464 360V470M480 360V470M496 360V470M512 360V470', '#8f6a42', 8),
        box(276, 490, 248, 70, '#b98b5a'),
        holes(300, 512, 2, 9),
        box(276, 570, 248, 80, '#a8794b'),
        stroke('M284 590H516M284 610H516M284 630H516', '#e0c08f', 9),
        shape('M230 330L400 210 570 330 552 350H248Z', ink.main),
        disc(590, 300, 11, '#e7bd4f'),
        stroke('M584 296l10 8', '#2b2b2d', 3),
      ].join('');
    },
  },
  tools: {
    scene: 'flat',
    draw(ink, dice) {
      const handle = (x: number) =>
        box(x - 17, 430, 34, 220, ink.main, 16) +
        stroke(`M${x} 636q-24 40 0 54t6 -50`, ink.accent, 5) +
        box(x - 12, 400, 24, 40, '#8d9192', 4);
      return [
        `<g transform="rotate(${dice.between(-12, 12)} 400 400)">`,
        faint(0.12, box(210, 160, 420, 540, '#2b1d12', 60)),
        handle(260),
        shape('M212 180q48 -60 96 0q14 130 -40 226h-16q-54 -96 -40 -226Z', '#a9adae'),
        stroke('M260 180V380', '#8d9192', 6),
        handle(400),
        stroke('M360 170V300q0 40 40 40t40 -40V170M400 160V400', '#a9adae', 16),
        handle(540),
        stroke('M540 410V280q0 -90 -70 -100', '#a9adae', 16),
        shape('M440 160l60 10 -30 60Z', '#a9adae'),
        '</g>',
      ].join('');
    },
  },
  fireBowl: {
    scene: 'outdoor',
    draw(ink) {
      return [
        faint(0.3, disc(400, 430, 230, '#ffd58a')),
        shadow(400, 664, 210),
        shape(
          'M400 190q110 130 70 240q50 -20 40 -90q70 120 -10 180H300q-90 -70 -20 -190q0 70 40 80q-40 -110 80 -220Z',
          '#ee9a3a',
        ),
        shape('M400 310q60 80 40 140q-10 60 -40 70q-50 -10 -50 -80q10 -70 50 -130Z', '#f8d16a'),
        stroke('M280 520l220 -34M520 520l-230 -34', '#6b4630', 26),
        leg(290, 590, 250, 660, 18, 14, ink.deep),
        leg(510, 590, 550, 660, 18, 14, ink.deep),
        shape('M170 500H630Q580 620 400 620T170 500Z', ink.main),
        box(160, 490, 480, 20, ink.dark, 10),
        faint(0.3, stroke('M220 540q60 50 150 60', '#ffffff', 8)),
      ].join('');
    },
  },
  trellis: {
    scene: 'outdoor',
    draw(ink, dice) {
      const form = dice.chance(0.5)
        ? [270, 335, 400, 465, 530].map((x) => box(x - 8, 160, 16, 500, ink.main, 4)).join('') +
          [220, 320, 420, 520].map((y) => box(250, y, 300, 14, ink.dark, 4)).join('')
        : stroke(
            'M400 660V150M400 600L270 200M400 600L530 200M400 600L330 170M400 600L470 170M290 300Q400 250 510 300M330 440Q400 410 470 440',
            ink.main,
            14,
          );
      return [
        shadow(400, 664, 170),
        form,
        stroke('M320 660q60 -100 10 -180t60 -160t40 -120', '#6f8058', 7),
        [
          [330, 560],
          [350, 470],
          [322, 420],
          [376, 360],
          [404, 300],
          [420, 230],
          [440, 200],
        ]
          .map(
            ([x = 0, y = 0], i) =>
              oval(x + (i % 2 ? 22 : -20), y, 24, 15, leaves[i % 4] ?? '#6f8058') +
              (i % 2 ? disc(x - 16, y + 16, 16, ink.accent) : ''),
          )
          .join(''),
      ].join('');
    },
  },
  plantStand: {
    scene: 'room',
    zoom: 1.1,
    draw(ink, dice) {
      const pot = (x: number, y: number, s: number, kind: number) =>
        plant(x, y - s, s * 2, kind, ink) +
        shape(`M${x - s * 0.7} ${y - s}h${s * 1.4}l-${s * 0.2} ${s}h-${s}Z`, ink.accent);
      return dice.chance(0.5)
        ? [
            shadow(400, 664, 140),
            pot(400, 440, 90, dice.between(0, 1)),
            oval(400, 444, 110, 14, ink.main),
            leg(310, 440, 290, 660, 16, 12, ink.dark),
            leg(490, 440, 510, 660, 16, 12, ink.dark),
            leg(400, 450, 400, 646, 14, 10, ink.deep),
            stroke('M306 560H494', ink.dark, 8),
          ].join('')
        : [
            shadow(400, 664, 230),
            stroke('M200 660L330 220M600 660L470 220', ink.dark, 16),
            [
              [300, 60, 0],
              [450, 60, 1],
              [600, 70, 3],
            ]
              .map(
                ([y = 0, s = 0, kind = 0], i) =>
                  pot(330 - i * 30, y, s, kind) +
                  pot(460 + i * 34, y, s, kind + 2) +
                  box(290 - i * 50, y, 220 + i * 100, 16, ink.main, 5),
              )
              .join(''),
          ].join('');
    },
  },
  lounger: {
    scene: 'outdoor',
    draw(ink) {
      return [
        shadow(410, 664, 320),
        leg(200, 560, 190, 660, 20, 16, ink.dark),
        leg(540, 560, 560, 660, 20, 16, ink.dark),
        disc(190, 636, 26, ink.deep),
        stroke('M120 548H560L690 330', ink.main, 24),
        stroke('M560 548L620 640', ink.dark, 14),
        shape('M116 500H540L660 310q26 -14 40 10L566 540H116q-16 -20 0 -40Z', ink.accent),
        stroke('M220 502V540M330 502V540M440 502V540M590 420l40 26', ink.accentDark, 4),
        shape('M640 330q20 -50 60 -30l-40 66q-30 -4 -20 -36Z', ink.accentLight),
      ].join('');
    },
  },
  parasol: {
    scene: 'outdoor',
    draw(ink, dice) {
      const striped = dice.chance(0.5);
      return [
        faint(0.14, oval(420, 690, 300, 40, '#2b1d12')),
        box(392, 180, 16, 470, '#b98b52'),
        oval(400, 654, 90, 16, '#77736c'),
        shape(
          'M90 370Q130 160 400 140T710 370Q660 330 606 370Q550 330 503 370Q450 330 400 370Q350 330 297 370Q250 330 194 370Q140 330 90 370Z',
          ink.accent,
        ),
        striped
          ? shape('M194 370Q230 190 400 140Q290 220 297 370Q250 330 194 370Z', ink.accentLight) +
            shape('M606 370Q570 190 400 140Q510 220 503 370Q550 330 606 370Z', ink.accentLight)
          : stroke(
              'M400 140Q290 220 297 370M400 140Q510 220 503 370M400 140Q220 200 194 370M400 140Q580 200 606 370',
              ink.accentDark,
              4,
            ),
        disc(400, 134, 13, ink.main),
      ].join('');
    },
  },
  deckbox: {
    scene: 'outdoor',
    zoom: 1.1,
    draw(ink) {
      return [
        shadow(400, 664, 290),
        shape('M150 470L170 390H650L660 470Z', ink.light),
        box(190, 420, 150, 60, ink.accent, 16),
        box(360, 416, 150, 60, ink.accentLight, 16),
        box(140, 466, 520, 186, ink.main, 8),
        stroke('M140 526H660M140 586H660', ink.dark, 5),
        grain(150, 480, 500, 160, ink.dark, 4),
        box(360, 500, 80, 18, ink.deep, 9),
        shape('M130 330L670 300V330L140 362Z', ink.dark),
        stroke('M170 356V466M640 326V466', ink.deep, 6),
      ].join('');
    },
  },
  hangingChair: {
    scene: 'outdoor',
    draw(ink, dice) {
      return [
        faint(0.14, oval(400, 690, 200, 20, '#2b1d12')),
        dice.chance(0.5)
          ? stroke('M600 670V200q0 -120 -200 -110', ink.dark, 18) + oval(560, 674, 160, 14, ink.deep)
          : stroke('M0 70H800', '#7b5a3c', 40),
        stroke('M400 80V200', ink.deep, 7),
        shape('M400 190q190 40 170 270t-170 170t-170 -170t170 -270Z', ink.dark),
        shape('M400 240q140 40 130 220t-130 130t-130 -130t130 -220Z', ink.deep),
        faint(
          0.6,
          stroke(
            'M400 190q-160 80 -140 330M400 190q160 80 140 330M240 380q30 -20 60 -10M560 380q-30 -20 -60 -10',
            ink.light,
            5,
          ),
        ),
        shape('M268 480q130 60 264 0q0 110 -132 120t-132 -120Z', ink.accent),
        box(330, 410, 130, 100, ink.accentLight, 30),
        shape('M236 480q10 150 164 150t164 -150q-20 100 -164 104T236 480Z', ink.main),
      ].join('');
    },
  },
} as const satisfies Record<string, Drawing>;

/** Woven things that hold other things. */
export const baskets = {
  basket: {
    scene: 'counter',
    zoom: 1.15,
    draw(ink, dice) {
      const filled = dice.chance(0.6);
      return [
        shadow(400, 622, 190),
        twice(stroke('M240 430q-60 -10 -50 60t60 50', ink.dark, 18)),
        filled
          ? disc(330, 400, 50, ink.accent) +
            disc(430, 390, 56, ink.accentLight) +
            box(450, 350, 90, 70, ink.accentDark, 16)
          : '',
        shape('M220 410H580L550 590q-4 30 -36 30H286q-32 0 -36 -30Z', ink.main),
        faint(
          0.5,
          stroke(
            'M228 460q44 16 86 0t86 0t86 0t86 0M236 510q42 16 82 0t82 0t82 0t82 0M244 560q40 16 78 0t78 0t78 0t78 0',
            ink.dark,
            7,
          ),
        ),
        faint(
          0.35,
          stroke('M280 420L298 612M340 420L346 616M400 420V618M460 420L454 616M520 420L502 612', ink.deep, 5),
        ),
        box(208, 396, 384, 26, ink.light, 13),
      ].join('');
    },
  },
  hamper: {
    scene: 'room',
    zoom: 1.2,
    draw(ink, dice) {
      return [
        shadow(400, 664, 170),
        dice.chance(0.5)
          ? shape('M250 300H550L536 650H264Z', ink.main) +
            faint(
              0.5,
              stroke(
                'M256 360q36 14 72 0t72 0t72 0t72 0M258 430q36 14 71 0t71 0t71 0t71 0M260 500q36 14 70 0t70 0t70 0t70 0M262 570q36 14 69 0t69 0t69 0t69 0',
                ink.dark,
                7,
              ),
            )
          : box(250, 300, 300, 350, '#f3ede2', 8) +
            [260, 320, 380, 440, 500].map((x) => box(x, 300, 26, 350, ink.main, 4)).join('') +
            box(244, 630, 312, 26, ink.dark, 4),
        box(238, 280, 324, 34, ink.light, 10),
        shape('M300 282q10 -70 90 -56q60 -40 110 56Z', ink.accent),
        stroke('M360 400h80', ink.deep, 12),
      ].join('');
    },
  },
  bin: {
    scene: 'room',
    zoom: 1.35,
    draw(ink, dice) {
      const form = dice.chance(0.5);
      return [
        shadow(400, 664, 150),
        shape(form ? 'M280 370H520L494 656H306Z' : 'M286 370H514V640q0 16 -16 16H302q-16 0 -16 -16Z', ink.main),
        grain(300, 400, 200, 230, ink.dark, 5),
        oval(400, 370, form ? 120 : 114, 24, ink.light),
        oval(400, 372, form ? 100 : 94, 17, ink.deep),
        form
          ? shape('M350 372q20 -60 60 -30q40 -20 44 34Z', '#f6f1e7')
          : shape('M286 368a114 60 0 0 1 228 0Z', ink.dark),
      ].join('');
    },
  },
} as const satisfies Record<string, Drawing>;
