import type { Dice } from '../random.ts';
import type { Drawing } from './drawing.ts';
import type { Ink } from './ink.ts';
import { box, cast, disc, faint, oval, shadow, shape, stroke } from './svg.ts';

/** A woven or knotted pattern inside a rectangle. */
function pattern(x: number, y: number, w: number, h: number, ink: Ink, dice: Dice): string {
  const [mx, my] = [x + w / 2, y + h / 2];
  const rows = Math.max(3, Math.round(h / 90));
  const each = <Part>(count: number, part: (index: number) => Part) =>
    Array.from({ length: count }, (_, index) => part(index));
  return dice.pick([
    () =>
      each(rows * 2, (i) => box(x, y + (h * i) / (rows * 2), w, h / (rows * 6), i % 3 ? ink.light : ink.accent)).join(
        '',
      ),
    () =>
      stroke(
        each(
          rows,
          (i) =>
            `M${x} ${y + (h * (i + 0.5)) / rows}` +
            each(8, (j) => `L${x + (w * (j + 1)) / 8} ${y + (h * (i + 0.5 + (j % 2 ? 0 : -0.3))) / rows}`).join(''),
        ).join(''),
        ink.light,
        8,
      ),
    () =>
      each(3, (i) =>
        shape(
          `M${mx} ${my - h * (0.42 - i * 0.13)}L${mx + w * (0.4 - i * 0.12)} ${my}L${mx} ${my + h * (0.42 - i * 0.13)}L${mx - w * (0.4 - i * 0.12)} ${my}Z`,
          [ink.dark, ink.accent, ink.light][i] ?? ink.light,
        ),
      ).join(''),
    () =>
      each(rows, (i) =>
        each(4, (j) => ((i + j) % 2 ? box(x + (w * j) / 4, y + (h * i) / rows, w / 4, h / rows, ink.light) : '')).join(
          '',
        ),
      ).join(''),
    () =>
      each(4, (i) =>
        disc(mx, y + h, w * (0.46 - i * 0.11), [ink.accent, ink.light, ink.dark, ink.accentLight][i] ?? ink.light),
      ).join(''),
    () =>
      shape(`M${x} ${y + h * 0.3}Q${mx} ${y + h * 0.1} ${mx} ${my}T${x + w} ${y + h * 0.6}V${y + h}H${x}Z`, ink.light) +
      disc(x + w * 0.7, y + h * 0.26, w * 0.16, ink.accent) +
      shape(
        `M${x} ${y + h * 0.75}q${w * 0.3} -${h * 0.16} ${w * 0.6} 0t${w * 0.4} ${h * 0.1}V${y + h}H${x}Z`,
        ink.dark,
      ),
    () =>
      box(x + w * 0.08, y + h * 0.06, w * 0.84, h * 0.88, ink.light) +
      box(x + w * 0.11, y + h * 0.085, w * 0.78, h * 0.83, ink.main),
    () =>
      faint(
        0.6,
        stroke(
          each(rows * 3, (i) => `M${x + 10} ${y + (h * (i + 0.5)) / (rows * 3)}H${x + w - 10}`).join(''),
          ink.dark,
          3,
        ),
      ),
    () =>
      stroke(
        each(
          4,
          (i) =>
            `M${x + (w * (i + 0.5)) / 4} ${y}` +
            each(rows, (j) => `l${(j % 2 ? -1 : 1) * w * 0.1} ${h / rows}`).join(''),
        ).join(''),
        ink.dark,
        6,
      ),
  ])();
}

const fringe = (x: number, y: number, w: number, colour: string, up: boolean) =>
  stroke(
    Array.from({ length: 22 }, (_, i) => `M${Math.round(x + 6 + ((w - 12) * i) / 21)} ${y}v${up ? -22 : 22}`).join(''),
    colour,
    4,
  );

function cloth(x: number, y: number, w: number, h: number, ink: Ink, dice: Dice): string {
  return (
    box(x, y, w, h, ink.main, 6) +
    dice.pick([
      () => [0.72, 0.8, 0.84].map((at, i) => box(x, y + h * at, w, i === 1 ? 8 : 14, ink.accent)).join(''),
      () =>
        faint(
          0.4,
          stroke(
            Array.from({ length: 7 }, (_, i) => `M${x} ${y + (h * (i + 1)) / 8}H${x + w}`).join('') +
              Array.from({ length: 5 }, (_, i) => `M${x + (w * (i + 1)) / 6} ${y}V${y + h}`).join(''),
            ink.dark,
            4,
          ),
        ),
      () =>
        faint(
          0.5,
          stroke(Array.from({ length: 6 }, (_, i) => `M${x + (w * (i + 1)) / 7} ${y}V${y + h}`).join(''), ink.light, 9),
        ),
      () => box(x + 12, y + 12, w - 24, h - 24, ink.light, 3) + box(x + 17, y + 17, w - 34, h - 34, ink.main, 2),
    ])()
  );
}

export const textiles = {
  rug: {
    scene: 'flat',
    draw(ink, dice) {
      const tall = dice.chance(0.6);
      const [x, y, w, h] = tall ? [210, 110, 380, 580] : [110, 190, 580, 420];
      return [
        faint(0.16, box(x + 10, y + 14, w, h, '#2b1d12', 6)),
        fringe(x, y, w, ink.accentLight, true),
        fringe(x, y + h, w, ink.accentLight, false),
        box(x, y, w, h, ink.main, 4),
        `<svg x="${x}" y="${y}" width="${w}" height="${h}" viewBox="${x} ${y} ${w} ${h}">${pattern(x, y, w, h, ink, dice)}</svg>`,
        dice.chance(0.5) ? stroke(`M${x + 18} ${y + 18}H${x + w - 18}V${y + h - 18}H${x + 18}Z`, ink.dark, 6) : '',
      ].join('');
    },
  },
  roundRug: {
    scene: 'flat',
    draw(ink, dice) {
      const rings = dice.pick([
        () =>
          [285, 235, 185, 135, 85, 40]
            .map((r, i) => disc(400, 400, r, i % 2 ? ink.light : i % 3 ? ink.accent : ink.main))
            .join(''),
        () =>
          disc(400, 400, 285, ink.main) +
          [260, 230, 200, 170, 140, 110, 80, 50, 22]
            .map(
              (r) =>
                `<circle cx="400" cy="400" r="${r}" fill="none" stroke="${ink.dark}" stroke-width="3" stroke-dasharray="14 9"/>`,
            )
            .join(''),
        () =>
          disc(400, 400, 285, ink.main) +
          shape('M115 400a285 285 0 0 0 570 0Z', ink.light) +
          shape('M115 400a285 285 0 0 0 285 285V400Z', ink.accent),
        () =>
          disc(400, 400, 285, ink.main) +
          Array.from(
            { length: 12 },
            (_, i) =>
              `<path transform="rotate(${i * 30} 400 400)" d="M400 390L366 250 400 150 434 250Z" fill="${i % 2 ? ink.light : ink.dark}"/>`,
          ).join('') +
          disc(400, 400, 36, ink.accent),
      ])();
      return [faint(0.16, disc(410, 414, 286, '#2b1d12')), rings].join('');
    },
  },
  runner: {
    scene: 'flat',
    draw(ink, dice) {
      const [x, y, w, h] = [290, 60, 220, 680];
      return [
        faint(0.16, box(x + 10, y + 12, w, h, '#2b1d12', 4)),
        fringe(x, y, w, ink.accentLight, true),
        fringe(x, y + h, w, ink.accentLight, false),
        box(x, y, w, h, ink.main, 3),
        `<svg x="${x}" y="${y}" width="${w}" height="${h}" viewBox="${x} ${y} ${w} ${h}">${pattern(x, y, w, h, ink, dice)}</svg>`,
        stroke(`M${x + 12} ${y + 12}H${x + w - 12}V${y + h - 12}H${x + 12}Z`, ink.dark, 4),
      ].join('');
    },
  },
  mat: {
    scene: 'flat',
    draw(ink, dice) {
      const form = box(120, 235, 560, 330, ink.main, dice.pick([10, 34, 160]));
      return [
        cast(form),
        form,
        faint(
          0.55,
          stroke(
            dice.pick([
              'M180 300H620M180 350H620M180 400H620M180 450H620M180 500H620',
              'M190 300l50 40 50 -40 50 40 50 -40 50 40 50 -40 50 40 50 -40M190 400l50 40 50 -40 50 40 50 -40 50 40 50 -40 50 40 50 -40M190 480l50 40 50 -40 50 40 50 -40 50 40 50 -40 50 40 50 -40',
              'M230 290V510M310 290V510M390 290V510M470 290V510M550 290V510',
            ]),
            ink.dark,
            9,
          ),
        ),
        dice.chance(0.5) ? stroke('M160 275H640V525H160Z', ink.light, 7) : '',
      ].join('');
    },
  },
  cushion: {
    scene: 'flat',
    draw(ink, dice) {
      const long = dice.chance(0.3);
      const path = long
        ? 'M110 280Q90 240 140 244Q400 262 660 244Q710 240 690 280Q676 400 690 520Q710 560 660 556Q400 538 140 556Q90 560 110 520Q124 400 110 280Z'
        : 'M170 190Q150 150 196 160Q400 184 604 160Q650 150 630 190Q606 400 630 610Q650 650 604 640Q400 616 196 640Q150 650 170 610Q194 400 170 190Z';
      const inner = dice.pick([
        () => stroke('M400 190V610', ink.accent, 40) + stroke('M340 190V610M460 190V610', ink.accent, 8),
        () =>
          faint(0.5, stroke('M220 240H580M220 300H580M220 360H580M220 420H580M220 480H580M220 540H580', ink.light, 10)),
        () =>
          stroke(
            'M240 330l40 40 40 -40 40 40 40 -40 40 40 40 -40 40 40 40 -40M240 430l40 40 40 -40 40 40 40 -40 40 40 40 -40 40 40 40 -40',
            ink.light,
            9,
          ),
        () =>
          disc(400, 400, 16, ink.dark) +
          faint(0.6, stroke('M400 400L300 300M400 400L500 300M400 400L300 500M400 400L500 500', ink.dark, 5)),
        () => shape('M240 400a160 130 0 0 1 320 0Z', ink.light) + shape('M300 400a100 84 0 0 1 200 0Z', ink.accent),
        () => '',
      ])();
      return [
        faint(0.15, oval(410, long ? 560 : 636, 270, 24, '#2b1d12')),
        shape(path, ink.main),
        inner,
        stroke(path, ink.dark, 5),
        faint(
          0.2,
          shape(
            long
              ? 'M130 500Q400 540 670 500Q690 556 660 556Q400 538 140 556Q110 556 130 500Z'
              : 'M190 560Q400 610 610 560Q640 640 604 640Q400 616 196 640Q160 640 190 560Z',
            '#2b1d12',
          ),
        ),
      ].join('');
    },
  },
  throw: {
    scene: 'room',
    zoom: 1.15,
    draw(ink, dice) {
      const band = dice.chance(0.6);
      return [
        shadow(400, 664, 270),
        box(130, 470, 540, 150, '#e9e1d3', 30),
        box(120, 420, 80, 220, '#ded4c3', 30),
        box(600, 420, 80, 220, '#ded4c3', 30),
        box(160, 340, 480, 150, '#e4dbcc', 30),
        leg4(),
        shape('M300 330H520L536 620H290Z', ink.main),
        band
          ? box(296, 520, 234, 18, ink.accent) + box(295, 550, 236, 10, ink.accent)
          : faint(0.5, stroke('M340 340V600M380 340V600M420 340V600M460 340V600M500 340V600', ink.dark, 4)),
        stroke('M360 336q-10 140 -14 280M460 336q10 140 14 280', ink.dark, 3),
        fringe(290, 620, 246, ink.light, false),
      ].join('');
    },
  },
  bedding: {
    scene: 'room',
    zoom: 1.1,
    draw(ink, dice) {
      return [
        shadow(400, 666, 330),
        box(110, 330, 580, 170, '#cbb496', 14),
        box(110, 590, 580, 60, '#b99f7d', 6),
        box(126, 470, 548, 140, ink.main, 26),
        box(170, 380, 200, 106, ink.light, 38),
        box(430, 380, 200, 106, ink.light, 38),
        faint(0.5, stroke('M200 470q70 -20 140 0M460 470q70 -20 140 0', ink.dark, 4)),
        shape(
          'M126 520q140 -40 274 -10t274 -14v120q-10 20 -40 14t-80 6t-90 -4t-100 6t-90 -6t-84 4q-50 6 -64 -6Z',
          ink.main,
        ),
        shape('M126 520q140 -40 274 -10t274 -14v34q-140 -20 -274 10t-274 8Z', ink.accentLight),
        faint(
          0.5,
          stroke('M220 560q14 40 4 70M360 560q-10 36 6 70M500 552q10 40 -4 76M600 548q10 40 6 76', ink.dark, 5),
        ),
        dice.chance(0.5) ? box(330, 430, 140, 76, ink.accent, 26) : '',
      ].join('');
    },
  },
  towel: {
    scene: 'wall',
    zoom: 1.15,
    draw(ink, dice) {
      return dice.chance(0.5)
        ? [
            box(140, 196, 520, 18, '#b7a58c', 9),
            disc(150, 205, 18, '#9b8a72'),
            disc(650, 205, 18, '#9b8a72'),
            faint(0.14, box(262, 230, 300, 420, '#2b1d12', 6)),
            box(250, 190, 300, 450, ink.dark, 8),
            cloth(250, 190, 300, 430, ink, dice),
            faint(0.18, box(250, 190, 300, 26, '#2b1d12', 6)),
            fringeIf(dice, 250, 620, 300, ink),
          ].join('')
        : [
            box(0, 620, 800, 180, ink.floor),
            shadow(400, 622, 220),
            [0, 1, 2, 3]
              .map(
                (i) =>
                  box(200, 520 - i * 96, 400, 92, [ink.main, ink.light, ink.main, ink.accent][i] ?? ink.main, 42) +
                  faint(0.4, stroke(`M236 ${576 - i * 96}H560M236 ${556 - i * 96}H564`, ink.dark, 4)),
              )
              .join(''),
          ].join('');
    },
  },
  curtain: {
    scene: 'wall',
    draw(ink, dice) {
      const folds = (x: number, w: number) =>
        box(x, 140, w, 580, ink.main) +
        Array.from({ length: 5 }, (_, i) =>
          faint(0.35, shape(`M${x + (w * (i + 0.2)) / 5} 140h${w / 16}l4 580h-${w / 12}Z`, ink.dark)),
        ).join('') +
        box(x, 700, w, 20, ink.dark);
      return [
        box(250, 170, 300, 420, '#eaf1f3'),
        stroke('M250 170H550V590H250ZM400 170V590M250 380H550', '#fbf8f1', 14),
        disc(470, 280, 40, '#fff1cf'),
        box(90, 116, 620, 16, '#8f7a60', 8),
        disc(90, 124, 17, '#7b674e'),
        disc(710, 124, 17, '#7b674e'),
        folds(110, dice.between(170, 220)),
        dice.chance(0.7) ? folds(700 - 200, 190) : '',
      ].join('');
    },
  },
  tableLinen: {
    scene: 'flat',
    draw(ink, dice) {
      return dice.chance(0.5)
        ? [
            `<g transform="rotate(${dice.between(-8, 8)} 400 400)">`,
            faint(0.15, box(152, 172, 510, 470, '#2b1d12', 6)),
            cloth(140, 160, 250, 470, ink, dice),
            cloth(396, 160, 254, 470, ink, dice),
            shape('M390 160h10v470h-10Z', ink.dark),
            '</g>',
            disc(400, 390, 128, '#f6f1e7'),
            disc(400, 390, 96, '#fdfaf3'),
            stroke('M360 440q20 -70 80 -110', '#7d8f63', 7),
          ].join('')
        : [
            faint(0.15, box(212, 222, 400, 400, '#2b1d12', 6)),
            [0, 1, 2]
              .map(
                (i) =>
                  `<g transform="rotate(${-10 + i * 9} 400 400)">${cloth(200 + i * 10, 200 + i * 8, 380, 380, i === 1 ? { ...ink, main: ink.light } : ink, dice)}</g>`,
              )
              .join(''),
          ].join('');
    },
  },
  apron: {
    scene: 'wall',
    draw(ink, dice) {
      return [
        disc(400, 120, 16, '#7b674e'),
        stroke('M320 230Q400 30 480 230', ink.dark, 14),
        stroke('M236 380Q120 430 130 560M564 380Q680 430 670 560', ink.dark, 12),
        shape('M318 220H482Q486 340 566 370V690H234V370Q314 340 318 220Z', ink.main),
        dice.chance(0.5)
          ? faint(
              0.5,
              stroke(
                'M260 380V690M300 360V690M340 240V690M380 224V690M420 224V690M460 240V690M500 360V690M540 380V690',
                ink.light,
                8,
              ),
            )
          : '',
        shape('M290 480H510V600q-110 30 -220 0Z', ink.dark),
        stroke('M400 482V612', ink.main, 4),
        box(318, 216, 164, 14, ink.dark, 4),
      ].join('');
    },
  },
  bathrobe: {
    scene: 'wall',
    draw(ink, dice) {
      return [
        disc(400, 110, 18, '#7b674e'),
        shape(
          'M330 150L200 220 150 520l86 20 30 -160L250 720H550L534 380l30 160 86 -20 -50 -300 -130 -70q-70 60 -140 0Z',
          ink.main,
        ),
        shape('M336 150q60 60 50 300l-60 -200Z', ink.light),
        shape('M464 150q-60 60 -50 300l60 -200Z', ink.light),
        box(252, 430, 296, 30, ink.dark, 6),
        shape('M390 440l-40 160h24l34 -150Z', ink.dark),
        shape('M410 440l30 130h24l-34 -130Z', ink.dark),
        dice.chance(0.5) ? faint(0.4, stroke('M280 500V700M320 500V700M480 500V700M520 500V700', ink.light, 6)) : '',
        stroke('M290 540h70M440 540h70', ink.dark, 6),
      ].join('');
    },
  },
  pouf: {
    scene: 'room',
    zoom: 1.2,
    draw(ink, dice) {
      const flat = dice.chance(0.4);
      const y = flat ? 520 : 440;
      return [
        shadow(400, 664, 220),
        shape(`M190 ${y}Q170 ${(y + 660) / 2} 200 640q200 40 400 0Q630 ${(y + 660) / 2} 610 ${y}Z`, ink.main),
        dice.chance(0.5)
          ? faint(
              0.5,
              stroke(
                `M270 ${y}Q250 560 274 646M340 ${y}Q330 560 342 654M400 ${y}V656M460 ${y}Q470 560 458 654M530 ${y}Q550 560 526 646`,
                ink.dark,
                6,
              ),
            )
          : stroke(`M190 ${y + 60}q50 30 100 0t100 0t100 0t116 0`, ink.accent, 14) +
            stroke(`M192 ${y + 110}q50 30 100 0t100 0t100 0t116 0`, ink.light, 8),
        oval(400, y, 212, 42, ink.light),
        oval(400, y, 160, 28, ink.main),
        disc(400, y, 12, ink.dark),
      ].join('');
    },
  },
  wallHanging: {
    scene: 'wall',
    draw(ink, dice) {
      return [
        stroke('M250 160L400 80 550 160', '#8f7a60', 5),
        box(216, 150, 368, 20, '#9c7a4f', 10),
        faint(0.14, box(262, 170, 300, 400, '#2b1d12')),
        box(250, 168, 300, 380, ink.main),
        `<svg x="250" y="168" width="300" height="380" viewBox="250 168 300 380">${pattern(250, 168, 300, 380, ink, dice)}</svg>`,
        shape('M250 548H550L400 690Z', ink.light),
        stroke(
          Array.from(
            { length: 16 },
            (_, i) => `M${256 + i * 19} ${552 + Math.round(130 - Math.abs(i - 7.5) * 17)}v60`,
          ).join(''),
          ink.accent,
          6,
        ),
      ].join('');
    },
  },
} as const satisfies Record<string, Drawing>;

function leg4(): string {
  return stroke('M170 630V656M630 630V656', '#8f7a60', 14);
}

function fringeIf(dice: Dice, x: number, y: number, w: number, ink: Ink): string {
  return dice.chance(0.4) ? fringe(x, y, w, ink.light, false) : '';
}
