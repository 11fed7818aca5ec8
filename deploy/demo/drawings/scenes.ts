import type { Dice } from '../random.ts';
import type { Ink } from './ink.ts';
import { box, disc, faint, oval, shape, stroke } from './svg.ts';

/** Where a thing is shown: on the floor of a room, on a table, on a wall, from above, or in the open. */
export type Scene = 'room' | 'counter' | 'wall' | 'flat' | 'outdoor';

const backdrops: Readonly<Record<Scene, (ink: Ink, dice: Dice) => string>> = {
  room(ink, dice) {
    const extra = dice.pick([windowLight, archway, picture, () => '']);
    return [
      box(0, 0, 800, 800, ink.wall),
      extra(ink, dice),
      box(0, 600, 800, 200, ink.floor),
      box(0, 590, 800, 12, ink.wallTint),
      faint(
        0.5,
        stroke(
          dice.pick(['M0 668H800M0 742H800', 'M120 602L40 800M400 602V800M680 602L760 800', '']),
          ink.floorDark,
          2,
        ),
      ),
    ].join('');
  },
  counter(ink, dice) {
    const extra = dice.pick([roundel, windowLight, () => '', tiles]);
    return [
      box(0, 0, 800, 800, ink.wall),
      extra(ink, dice),
      box(0, 560, 800, 240, ink.floor),
      box(0, 560, 800, 8, ink.floorDark),
    ].join('');
  },
  wall(ink, dice) {
    return [box(0, 0, 800, 800, ink.wall), dice.pick([windowLight, panels, () => ''])(ink, dice)].join('');
  },
  flat(ink, dice) {
    return [box(0, 0, 800, 800, ink.wall), dice.pick([roundel, blob, () => ''])(ink, dice)].join('');
  },
  outdoor(ink, dice) {
    const sky = dice.pick(['#dbe7e8', '#e9e4d4', '#cfe0e6', '#f0dfcf', '#d8e3d5']);
    const ground = dice.pick(['#b9bf9b', '#c9b998', '#a9b48c', '#d3c4a6']);
    const sun = dice.between(140, 660);
    return [
      box(0, 0, 800, 800, sky),
      faint(0.75, disc(sun, dice.between(130, 210), dice.between(46, 70), '#fff4d6')),
      shape(
        `M0 ${dice.between(470, 520)}Q200 ${dice.between(410, 460)} 420 510T800 ${dice.between(450, 500)}V800H0Z`,
        '#9fb094',
      ),
      shape(`M0 540Q260 ${dice.between(490, 520)} 500 548T800 530V800H0Z`, '#8da183'),
      box(0, 590, 800, 210, ground),
      box(0, 590, 800, 6, ink.floorDark),
    ].join('');
  },
};

function windowLight(_ink: Ink, dice: Dice): string {
  const x = dice.between(60, 420);
  const pane = (dx: number, dy: number) => `M${x + dx} ${90 + dy}l110 -22v150l-110 22Z`;
  return faint(0.3, shape(pane(0, 0) + pane(122, -25) + pane(0, 162) + pane(122, 137), '#fff6e2'));
}

function archway(ink: Ink, dice: Dice): string {
  const x = dice.between(170, 330);
  return shape(`M${x} 600V310a${150} 150 0 0 1 300 0V600Z`, ink.wallTint);
}

function picture(ink: Ink, dice: Dice): string {
  const x = dice.pick([56, 630]);
  return [
    box(x, 110, 120, 150, '#fbf6ec'),
    box(x + 16, 126, 88, 118, ink.wallTint),
    disc(x + 60, 170, 22, ink.accentLight),
    shape(`M${x + 16} 214q30 -34 52 -8t36 -6v44h-88Z`, ink.accent),
  ].join('');
}

function roundel(ink: Ink, dice: Dice): string {
  return disc(dice.between(330, 470), dice.between(330, 400), dice.between(230, 290), ink.wallTint);
}

function blob(ink: Ink, dice: Dice): string {
  return oval(400, 400, dice.between(300, 370), dice.between(290, 350), ink.wallTint);
}

function tiles(ink: Ink): string {
  return faint(
    0.55,
    stroke(
      'M0 140H800M0 280H800M0 420H800M100 0V140M300 0V140M500 0V140M700 0V140M200 140V280M400 140V280M600 140V280M100 280V420M300 280V420M500 280V420M700 280V420M200 420V560M400 420V560M600 420V560',
      ink.wallTint,
      4,
    ),
  );
}

function panels(ink: Ink): string {
  return faint(0.7, stroke('M60 60H380V740H60ZM420 60H740V740H420Z', ink.wallTint, 6));
}

/**
 * @param scene where it is shown
 * @param ink the picture's colours
 * @param dice what falls differently from product to product
 * @returns everything behind the product
 */
export function backdrop(scene: Scene, ink: Ink, dice: Dice): string {
  return backdrops[scene](ink, dice);
}
