import type { Drawing } from './drawing.ts';
import { box, disc, faint, grain, leg, oval, shadow, shape, stroke, twice } from './svg.ts';

/** Children's things. */
export const kids = {
  crib: {
    scene: 'room',
    zoom: 1.1,
    draw(ink, dice) {
      const ears = dice.chance(0.5);
      return [
        shadow(400, 664, 270),
        ears ? twice(disc(180, 304, 26, ink.main)) : '',
        box(150, 310, 36, 350, ink.main, 14),
        box(614, 310, 36, 350, ink.main, 14),
        box(176, 540, 448, 50, '#f6f1e7', 10),
        box(200, 490, 120, 56, ink.accentLight, 24),
        shape('M340 550q140 -60 280 -10v40H340Z', ink.accent),
        [...Array(9).keys()].map((i) => box(208 + i * 46, 350, 14, 250, ink.light, 7)).join(''),
        box(170, 330, 460, 26, ink.main, 12),
        box(170, 590, 460, 30, ink.dark, 8),
        stroke('M400 0V120M340 120H460M340 120v40M400 120v60M460 120v40', ink.deep, 3),
        disc(340, 172, 15, ink.accent),
        shape('M400 180l14 26 -28 0Z', '#e7bd4f'),
        disc(460, 172, 15, ink.accentDark),
      ].join('');
    },
  },
  kidsBed: {
    scene: 'room',
    zoom: 1.1,
    draw(ink, dice) {
      return [
        shadow(400, 664, 310),
        dice.chance(0.5)
          ? stroke('M140 640V330L400 170 660 330V640M140 330H660', ink.main, 22)
          : box(120, 360, 40, 300, ink.main, 16) +
            box(640, 430, 40, 230, ink.main, 16) +
            box(130, 380, 30, 200, ink.dark),
        box(140, 500, 520, 90, '#f6f1e7', 20),
        box(166, 450, 150, 76, ink.accentLight, 30),
        shape('M300 510q180 -50 356 -6v86H300Z', ink.accent),
        stroke('M360 540h.1M420 560h.1M480 530h.1M540 560h.1M600 540h.1', ink.accentLight, 14),
        box(126, 580, 548, 44, ink.main, 8),
        grain(130, 580, 540, 44, ink.dark, 2),
        leg(150, 620, 150, 660, 26, 20, ink.dark),
        leg(650, 620, 650, 660, 26, 20, ink.dark),
      ].join('');
    },
  },
  highChair: {
    scene: 'room',
    zoom: 1.15,
    draw(ink, dice) {
      return [
        shadow(400, 664, 170),
        leg(330, 300, 260, 660, 22, 18, ink.dark),
        leg(470, 300, 540, 660, 22, 18, ink.dark),
        leg(370, 440, 350, 646, 16, 12, ink.deep),
        leg(430, 440, 450, 646, 16, 12, ink.deep),
        box(310, 230, 180, 130, ink.main, 40),
        dice.chance(0.5) ? disc(310, 232, 22, ink.main) + disc(490, 232, 22, ink.main) : '',
        box(330, 260, 140, 80, ink.accent, 26),
        box(316, 430, 168, 24, ink.main, 8),
        box(250, 370, 300, 26, ink.light, 13),
        box(330, 556, 140, 18, ink.main, 6),
        disc(360, 358, 16, ink.accentDark),
      ].join('');
    },
  },
  toyBox: {
    scene: 'room',
    zoom: 1.15,
    draw(ink, dice) {
      return [
        shadow(400, 664, 260),
        shape('M170 440L200 320H630L640 440Z', ink.dark),
        disc(300, 420, 50, ink.accent),
        shape('M360 440V350h70v90Z', '#e7bd4f'),
        shape('M450 440l40 -100 40 100Z', ink.accentDark),
        disc(570, 420, 34, ink.accentLight),
        box(160, 436, 490, 200, ink.main, 10),
        grain(170, 450, 470, 170, ink.dark, 4),
        dice.chance(0.5)
          ? disc(360, 530, 20, ink.deep) + disc(450, 530, 20, ink.deep)
          : box(350, 510, 110, 30, ink.deep, 15),
        disc(220, 646, 18, ink.deep),
        disc(590, 646, 18, ink.deep),
      ].join('');
    },
  },
  toyBlocks: {
    scene: 'counter',
    zoom: 1.2,
    draw(ink, dice) {
      const tints = [ink.main, ink.accent, ink.light, ink.accentLight, ink.dark, '#e7bd4f'];
      const tint = (i: number) => tints[(i + dice.between(0, 2)) % tints.length] ?? ink.main;
      return [
        shadow(400, 622, 240),
        box(200, 540, 110, 80, tint(0), 6),
        box(320, 540, 160, 80, tint(1), 6),
        shape('M500 620V540h110v80h-30a25 25 0 0 0 -50 0Z', tint(2)),
        box(230, 450, 60, 90, tint(3), 6),
        shape('M300 540V450h200v90h-50a50 50 0 0 0 -100 0Z', tint(4)),
        box(520, 450, 80, 90, tint(5), 6),
        box(300, 380, 200, 70, tint(0), 6),
        shape('M330 380l70 -90 70 90Z', tint(1)),
        disc(260, 422, 28, tint(2)),
        shape('M520 450l40 -70 40 70Z', tint(3)),
        grain(330, 390, 140, 50, ink.dark, 2),
      ].join('');
    },
  },
  toyAnimal: {
    scene: 'counter',
    zoom: 1.15,
    draw(ink, dice) {
      const animal = dice.pick([
        shape('M250 540V430q0 -60 70 -60h140l20 -90q6 -40 50 -40t60 50l-10 60h-34l-10 190H480v-60H330v60Z', ink.main) +
          shape('M500 250l-10 -50 34 30Z', ink.dark) +
          disc(548, 290, 7, ink.deep),
        shape('M210 480q0 -130 190 -130t190 110q0 80 -80 80H300q-90 0 -90 -60Z', ink.main) +
          shape('M210 470q-60 -20 -70 -80q50 -10 80 40Z', ink.dark) +
          disc(520, 440, 8, ink.deep) +
          stroke('M540 490q30 4 46 -20', ink.deep, 5) +
          faint(0.6, stroke('M420 350q-10 -60 -40 -70M420 350q10 -60 40 -70', '#9cc3d9', 8)),
        shape('M260 540V450q0 -90 120 -90t150 60v120H470v-50H330v50Z', ink.main) +
          disc(530, 380, 76, ink.light) +
          disc(480, 316, 26, ink.dark) +
          disc(580, 316, 26, ink.dark) +
          disc(510, 376, 8, ink.deep) +
          disc(556, 376, 8, ink.deep) +
          oval(534, 404, 16, 11, ink.deep),
        shape('M250 540q-20 -170 120 -170q20 -110 110 -100t80 110l50 20 -46 24q0 116 -120 116Z', ink.main) +
          shape('M330 430q80 -30 110 30q-60 50 -120 10Z', ink.dark) +
          disc(510, 330, 8, ink.deep),
      ]);
      return [
        shadow(400, 624, 210),
        stroke('M590 560q80 20 130 -40', ink.accent, 5),
        disc(724, 514, 14, ink.accentDark),
        animal,
        box(220, 540, 370, 34, ink.dark, 12),
        disc(280, 586, 36, ink.accent),
        disc(530, 586, 36, ink.accent),
        disc(280, 586, 12, ink.accentLight),
        disc(530, 586, 12, ink.accentLight),
      ].join('');
    },
  },
  tent: {
    scene: 'room',
    draw(ink, dice) {
      return [
        shadow(400, 666, 260),
        stroke('M380 120L600 650M420 120L200 650', '#b98b52', 13),
        shape('M400 170L180 650H620Z', ink.main),
        dice.chance(0.6)
          ? shape('M400 170L260 650H330ZM400 170L470 650H540Z', ink.light)
          : faint(0.7, stroke('M300 500h.1M280 580h.1M520 520h.1M540 600h.1M360 330h.1M440 340h.1', ink.light, 18)),
        shape('M400 260L310 650H490Z', ink.deep),
        shape('M400 260L310 650H270Q380 520 400 260Z', ink.accent),
        shape('M400 260L490 650H530Q420 520 400 260Z', ink.accent),
        stroke('M390 200q-80 30 -130 140M410 200q80 30 130 140', ink.accentDark, 3),
        [
          [330, 236],
          [290, 282],
          [470, 236],
          [510, 282],
        ]
          .map(([x = 0, y = 0]) => shape(`M${x - 12} ${y}h24l-12 24Z`, ink.accentLight))
          .join(''),
        box(440, 620, 100, 36, ink.accentLight, 18),
      ].join('');
    },
  },
} as const satisfies Record<string, Drawing>;

/** What stands on a basin or a desk. */
export const accessories = {
  dispenser: {
    scene: 'counter',
    zoom: 1.4,
    draw(ink, dice) {
      return [
        shadow(400, 622, 130),
        stroke('M400 330V270H320v20', '#b08d57', 16),
        box(378, 320, 44, 40, '#b08d57', 4),
        shape(
          dice.pick([
            'M310 400q0 -44 50 -44h80q50 0 50 44V580q0 40 -40 40H350q-40 0 -40 -40Z',
            'M340 356h120q80 120 30 264H310q-50 -144 30 -264Z',
            'M300 356H500V620H300Z',
          ]),
          ink.main,
        ),
        grain(330, 410, 140, 180, ink.dark, 5),
        dice.chance(0.5) ? box(350, 450, 100, 80, '#f6f1e7', 4) + stroke('M366 474h68M366 494h48', ink.deep, 4) : '',
      ].join('');
    },
  },
  soapDish: {
    scene: 'counter',
    zoom: 1.4,
    draw(ink, dice) {
      return [
        shadow(400, 622, 210),
        box(280, 470, 240, 84, ink.accentLight, 38),
        faint(0.5, box(310, 490, 180, 40, ink.accent, 18)),
        dice.chance(0.5)
          ? shape('M190 540H610Q590 620 400 620T190 540Z', ink.main)
          : box(190, 560, 420, 44, ink.main, 10) +
            box(220, 600, 40, 20, ink.dark, 4) +
            box(540, 600, 40, 20, ink.dark, 4),
        box(186, 534, 428, 22, ink.light, 11),
        faint(0.8, disc(530, 440, 22, '#ffffff'), disc(570, 400, 14, '#ffffff'), disc(540, 370, 9, '#ffffff')),
      ].join('');
    },
  },
  tissueBox: {
    scene: 'counter',
    zoom: 1.2,
    draw(ink) {
      return [
        shadow(400, 622, 180),
        shape('M340 340q-20 -110 50 -100q30 -60 60 10q60 10 20 90Z', '#fbf8f1'),
        stroke('M390 330q-10 -50 10 -80M430 330q10 -40 30 -60', '#e3dccf', 4),
        shape('M260 370L300 320H560L540 370Z', ink.light),
        oval(420, 344, 84, 12, ink.deep),
        shape('M340 340q40 -20 70 0t60 0l-10 12h-110Z', '#fbf8f1'),
        box(250, 366, 300, 254, ink.main, 8),
        grain(260, 390, 280, 210, ink.dark, 5),
      ].join('');
    },
  },
  monitorStand: {
    scene: 'counter',
    zoom: 1.08,
    draw(ink, dice) {
      return [
        shadow(400, 622, 260),
        box(210, 180, 380, 250, '#3b3f45', 10),
        box(224, 194, 352, 222, ink.accentLight, 4),
        shape('M224 416V340q90 -60 180 0t172 -30v106Z', ink.accent),
        box(376, 430, 48, 50, '#3b3f45'),
        box(330, 476, 140, 12, '#3b3f45', 6),
        dice.chance(0.5)
          ? box(160, 512, 30, 108, ink.dark, 4) + box(610, 512, 30, 108, ink.dark, 4)
          : shape('M170 512h60l-20 108h-50Z', ink.dark) + shape('M570 512h60l10 108h-50Z', ink.dark),
        box(140, 488, 520, 28, ink.main, 8),
        grain(140, 488, 520, 26, ink.dark, 2),
        box(280, 588, 240, 22, '#e9e4da', 6),
      ].join('');
    },
  },
  organiser: {
    scene: 'counter',
    zoom: 1.2,
    draw(ink, dice) {
      return [
        shadow(400, 622, 240),
        stroke('M240 480L220 300M290 480V280', ink.accent, 15),
        shape('M213 304l10 -40 16 34Z', '#efd9ae'),
        stroke('M330 480L352 310', ink.accentDark, 15),
        stroke('M400 470V360M440 470V370', '#b9b7b1', 10),
        `<circle cx="392" cy="346" r="20" fill="none" stroke="${ink.deep}" stroke-width="9"/><circle cx="446" cy="350" r="20" fill="none" stroke="${ink.deep}" stroke-width="9"/>`,
        box(190, 450, 300, 170, ink.main, dice.pick([6, 26])),
        box(500, 540, 130, 80, ink.dark, dice.pick([6, 20])),
        grain(200, 470, 280, 140, ink.dark, 4),
        box(520, 500, 80, 44, '#f6f1e7', 3),
        box(530, 510, 80, 34, ink.accentLight, 3),
        stroke('M340 456V614', ink.dark, 4),
      ].join('');
    },
  },
  paperTray: {
    scene: 'counter',
    zoom: 1.15,
    draw(ink, dice) {
      const levels = dice.pick([2, 3]);
      return [
        shadow(400, 622, 240),
        Array.from({ length: levels }, (_, i) => {
          const y = 590 - i * 110;
          return (
            box(230, y - 46, 340, 40, '#fbf8f1') +
            box(240, y - 56, 330, 14, i % 2 ? ink.accentLight : '#f1ebdf') +
            box(190, y, 420, 24, ink.main, 6) +
            box(190, y - 60, 22, 84, ink.dark, 6) +
            box(588, y - 60, 22, 84, ink.dark, 6)
          );
        }).join(''),
        stroke(`M201 600V${560 - (levels - 1) * 110}M599 600V${560 - (levels - 1) * 110}`, ink.deep, 5),
      ].join('');
    },
  },
  pinboard: {
    scene: 'wall',
    zoom: 1.1,
    draw(ink, dice) {
      return [
        faint(0.15, box(122, 192, 580, 400, '#2b1d12', 12)),
        box(110, 176, 580, 400, ink.main, dice.pick([8, 60])),
        dice.chance(0.5) ? stroke('M110 376H690M400 176V576', ink.dark, 5) : '',
        box(170, 230, 150, 190, '#fbf8f1'),
        stroke('M190 270h110M190 300h80M190 330h100', '#b9b7b1', 6),
        disc(245, 236, 12, ink.accent),
        `<g transform="rotate(5 480 320)">${box(390, 220, 180, 130, ink.accentLight)}${shape('M390 350l60 -60 50 40 70 -50v70Z', ink.accent)}${disc(480, 228, 12, '#cf5540')}</g>`,
        box(470, 400, 110, 110, '#efdc9f'),
        disc(525, 408, 11, ink.deep),
        box(350, 420, 90, 120, '#fbf8f1'),
        disc(395, 428, 11, ink.accentDark),
      ].join('');
    },
  },
  deskMat: {
    scene: 'flat',
    draw(ink, dice) {
      return [
        faint(0.15, box(92, 222, 640, 390, '#2b1d12', 20)),
        box(80, 206, 640, 390, ink.main, dice.pick([10, 34])),
        faint(
          0.6,
          `<rect x="96" y="222" width="608" height="358" rx="14" fill="none" stroke="${ink.light}" stroke-width="4" stroke-dasharray="14 10"/>`,
        ),
        box(180, 400, 330, 120, '#e9e4da', 14),
        stroke([0, 1, 2].map((i) => `M204 ${428 + i * 32}H486`).join(''), '#cfc8ba', 16),
        oval(600, 460, 40, 58, '#f6f1e7'),
        stroke('M600 410v30', '#cfc8ba', 5),
        box(200, 260, 170, 110, '#fbf8f1'),
        stroke('M420 340L560 270', ink.accent, 13),
      ].join('');
    },
  },
} as const satisfies Record<string, Drawing>;
