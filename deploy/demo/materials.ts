/** How a material is looked after. */
export type Care = keyof typeof care;

/** What to tell a buyer about looking after each family of materials. */
export const care = {
  oiledWood: [
    'Wipe with a damp cloth and dry at once; a coat of hard-wax oil once a year keeps the grain closed.',
    'Rings and scratches sand out with fine paper and a drop of oil, so it grows old well.',
    'Keep a hand’s width away from radiators and re-oil when water no longer beads.',
  ],
  lacqueredWood: [
    'The matt lacquer asks for nothing more than a damp cloth.',
    'Use coasters under hot pans and wipe spills before they dry.',
    'Clean with a soft cloth and mild soap; avoid scouring pads.',
  ],
  outdoorWood: [
    'Left alone it turns silver grey within two summers; teak oil in spring keeps the warm tone.',
    'Brush off leaves in autumn, store dry or under a breathable cover in winter.',
    'Wash with soapy water at the start of the season and let it dry in the sun.',
  ],
  ceramic: [
    'Safe in the dishwasher, the microwave and the oven up to 180 °C.',
    'Dishwasher-safe; small differences in glaze show that each piece was made by hand.',
    'Warm it slowly and it will go from fridge to oven without complaint.',
  ],
  terracotta: [
    'Soak before first use; the pale bloom that appears with time is lime and brushes off.',
    'Frost-resistant to about −5 °C; bring it in before a hard winter.',
    'The open clay breathes, so roots stay healthy and moss may settle outside.',
  ],
  glass: [
    'Rinse by hand in lukewarm water and polish with a linen cloth.',
    'Dishwasher-safe on the gentle cycle.',
    'Dust with a dry microfibre cloth; glass cleaner leaves no streaks.',
  ],
  metal: [
    'Dust with a soft cloth; skip polish unless you want it to shine.',
    'Wipe with a barely damp cloth and dry straight away.',
    'The surface is sealed and needs no polish.',
  ],
  brass: [
    'Unlacquered brass darkens with touch; a little lemon and salt brings the shine back.',
    'Let the patina come, or polish twice a year with brass cream.',
    'Fingerprints belong to it; a soft dry cloth is all it needs.',
  ],
  castIron: [
    'Wash without soap, dry on the flame and rub in a few drops of oil.',
    'Comes pre-seasoned and gets better with every meal.',
    'Never soak it; a stiff brush and hot water are enough.',
  ],
  stone: [
    'Sealed at the works; wipe wine and lemon off promptly and renew the seal every two years.',
    'Every slab is veined differently, so yours will not quite match the picture.',
    'Use pH-neutral soap and a coaster for anything acidic.',
  ],
  linen: [
    'Machine wash at 40 °C with like colours, line dry, and leave the iron in the cupboard.',
    'It softens with every wash; a short spin avoids hard creases.',
    'Wash at 40 °C without softener and pull into shape while damp.',
  ],
  cotton: [
    'Machine wash at 60 °C and tumble dry on low.',
    'Wash once before first use for full softness; colours stay true at 40 °C.',
    'Shake out while damp and it hardly needs ironing.',
  ],
  wool: [
    'Air it outdoors on a dry day; lanolin makes wool almost clean itself.',
    'Blot spills with cold water, never rub; dry-clean when really needed.',
    'Loose fibres in the first weeks are normal: vacuum without the rotating brush.',
  ],
  plantFibre: [
    'Vacuum or shake out; keep it dry and out of long direct sun.',
    'Wipe with a barely damp cloth and let it dry flat.',
    'Natural fibre varies in tone and smells faintly of hay at first.',
  ],
  leather: [
    'Feed twice a year with a neutral balm and let the patina come.',
    'Wipe with a dry cloth; keep away from heating and strong sun.',
    'Marks and grain are signs of full hide, not faults.',
  ],
  outdoorFabric: [
    'Solution-dyed, so the sun does not bleach it; hose down and let it dry.',
    'Covers unzip and wash at 30 °C; store the cushions dry in winter.',
    'Water beads off in a shower; stand cushions on edge after heavy rain.',
  ],
  plastic: [
    'Wipe with soapy water; it minds neither sun nor frost.',
    'Goes in the dishwasher and, at the end of its life, in the recycling.',
    'Hose it down and it looks new again.',
  ],
  paper: [
    'Dust with a feather duster or a hair dryer on cold.',
    'Light as it is, hang it away from draughts and steam.',
    'Delivered folded flat; opens in a minute.',
  ],
} as const;

/** One material: how it is named, what it looks like, what it does to a price and what there is to say about it. */
export interface Material {
  name: string;
  tone: string;
  price: number;
  care: Care;
  about: readonly string[];
}

const list = {
  oak: {
    name: 'oak',
    tone: '#cda36d',
    price: 1,
    care: 'oiledWood',
    about: [
      'The oak comes from certified European forests and is dried to eight per cent before it is cut.',
      'Solid European oak, selected board by board so that the grain runs through.',
      'We use solid oak throughout, knots included where they are sound.',
    ],
  },
  smokedOak: {
    name: 'smoked oak',
    tone: '#7a5a3f',
    price: 1.12,
    care: 'oiledWood',
    about: [
      'Ammonia fumes, not stain, turn the oak this deep brown all the way through.',
      'Smoked oak keeps its colour even where an edge gets knocked.',
    ],
  },
  whiteOak: {
    name: 'white-oiled oak',
    tone: '#e0c8a0',
    price: 1.04,
    care: 'oiledWood',
    about: [
      'A touch of white pigment in the oil keeps the oak as pale as on the day it was planed.',
      'White-oiled oak lightens a room without hiding the grain.',
    ],
  },
  walnut: {
    name: 'walnut',
    tone: '#76513a',
    price: 1.32,
    care: 'oiledWood',
    about: [
      'Walnut from the Dordogne, with the warm, dark figure that no stain can imitate.',
      'Solid walnut, oiled three times and polished by hand.',
    ],
  },
  ash: {
    name: 'ash',
    tone: '#dcc297',
    price: 0.95,
    care: 'oiledWood',
    about: [
      'Ash is tough and springy, which is why tool handles are made of it.',
      'The lively grain of ash shows through a thin coat of soap and oil.',
    ],
  },
  beech: {
    name: 'beech',
    tone: '#d9ae83',
    price: 0.88,
    care: 'lacqueredWood',
    about: [
      'Steamed beech, dense and even, from forests within a day’s drive.',
      'Beech takes knocks well and hardly splinters.',
    ],
  },
  pine: {
    name: 'pine',
    tone: '#e3bf85',
    price: 0.68,
    care: 'lacqueredWood',
    about: [
      'Slow-grown northern pine with tight rings and small knots.',
      'Solid pine, brushed so that the grain can be felt.',
    ],
  },
  birch: {
    name: 'birch plywood',
    tone: '#e2c99c',
    price: 0.8,
    care: 'lacqueredWood',
    about: [
      'Thirteen layers of birch give an edge that looks drawn with a ruler.',
      'Birch plywood from the Baltic, formaldehyde class E0.5.',
    ],
  },
  teak: {
    name: 'teak',
    tone: '#b27f4c',
    price: 1.3,
    care: 'outdoorWood',
    about: [
      'FSC-certified plantation teak, rich in the oil that keeps water out.',
      'Heartwood teak, grade A, without sapwood or filler.',
    ],
  },
  acacia: {
    name: 'acacia',
    tone: '#a8703f',
    price: 0.86,
    care: 'outdoorWood',
    about: [
      'Acacia is nearly as hard as teak and grows back far sooner.',
      'The strong, golden-brown grain of acacia makes every piece look different.',
    ],
  },
  larch: {
    name: 'larch',
    tone: '#c98f5a',
    price: 0.8,
    care: 'outdoorWood',
    about: [
      'Mountain larch, naturally full of resin, needs no treatment outdoors.',
      'Larch from above 1,200 metres grows slowly and weathers to silver.',
    ],
  },
  oliveWood: {
    name: 'olive wood',
    tone: '#b98b52',
    price: 1.2,
    care: 'oiledWood',
    about: [
      'Cut from trees that no longer bear fruit, with a grain like marbled paper.',
      'Olive wood is oily and dense; it hardly takes up smells.',
    ],
  },
  cork: {
    name: 'cork',
    tone: '#c79a6a',
    price: 0.8,
    care: 'plantFibre',
    about: [
      'Cork is peeled every nine years and the tree lives on.',
      'Pressed cork from the Alentejo: warm, quiet and light.',
    ],
  },
  bamboo: {
    name: 'bamboo',
    tone: '#d6b170',
    price: 0.72,
    care: 'lacqueredWood',
    about: [
      'Bamboo is ready to cut after five years and harder than oak.',
      'Laminated bamboo that does not mind steam.',
    ],
  },
  rattan: {
    name: 'rattan',
    tone: '#cfa468',
    price: 0.9,
    care: 'plantFibre',
    about: ['Rattan is bent over steam and bound by hand.', 'Natural rattan core, woven wet so that it dries tight.'],
  },
  willow: {
    name: 'willow',
    tone: '#a87d4e',
    price: 0.8,
    care: 'plantFibre',
    about: [
      'Peeled willow from our neighbours’ beds, soaked and woven in one day.',
      'Woven from whole willow rods, which creak a little and last for decades.',
    ],
  },
  seagrass: {
    name: 'seagrass',
    tone: '#b9a76d',
    price: 0.7,
    care: 'plantFibre',
    about: [
      'Seagrass is twisted into rope by hand before it is woven.',
      'The green tinge of fresh seagrass warms to straw over a year.',
    ],
  },
  jute: {
    name: 'jute',
    tone: '#c3a06c',
    price: 0.62,
    care: 'plantFibre',
    about: [
      'Jute needs no more than rain to grow and lies soft underfoot.',
      'Braided from undyed jute, thick enough to muffle steps.',
    ],
  },
  sisal: {
    name: 'sisal',
    tone: '#cdb78c',
    price: 0.7,
    care: 'plantFibre',
    about: [
      'Sisal is the toughest of the plant fibres and made for hallways.',
      'Woven sisal with a latex back that stays where it is.',
    ],
  },
  stoneware: {
    name: 'stoneware',
    tone: '#cfc3b0',
    price: 1,
    care: 'ceramic',
    about: [
      'Westerwald stoneware, fired at 1,240 °C until it rings.',
      'The clay carries iron specks that break through the glaze.',
      'Dense stoneware that keeps the heat of what is in it.',
    ],
  },
  porcelain: {
    name: 'porcelain',
    tone: '#f1eee7',
    price: 1.25,
    care: 'ceramic',
    about: [
      'Limoges porcelain, thin enough to let light through at the rim.',
      'Cast porcelain, bisque on the outside and glazed within.',
    ],
  },
  terracotta: {
    name: 'terracotta',
    tone: '#c4754f',
    price: 0.66,
    care: 'terracotta',
    about: [
      'Red clay from a single pit, thrown, dried for a week and fired at 1,040 °C.',
      'Open-pored terracotta that keeps roots cool in August.',
    ],
  },
  glass: {
    name: 'glass',
    tone: '#cfe0dd',
    price: 1,
    care: 'glass',
    about: [
      'Mouth-blown in wooden moulds; a bubble here and there is part of it.',
      'Clear, lead-free glass with a fire-polished rim.',
    ],
  },
  smokedGlass: {
    name: 'smoked glass',
    tone: '#7d7670',
    price: 1.12,
    care: 'glass',
    about: [
      'Grey-brown glass, coloured through, that softens the light behind it.',
      'The smoke tone comes from the melt, not from a film.',
    ],
  },
  opalGlass: {
    name: 'opal glass',
    tone: '#f3ecdf',
    price: 1.1,
    care: 'glass',
    about: [
      'Three layers of opal glass spread the light without a visible bulb.',
      'Satin opal glass that glows evenly from edge to edge.',
    ],
  },
  brass: {
    name: 'brass',
    tone: '#c79d4b',
    price: 1.28,
    care: 'brass',
    about: [
      'Solid brass, turned and brushed, with no lacquer to peel.',
      'The brass parts are spun on a lathe by one man and his apprentice.',
    ],
  },
  copper: {
    name: 'copper',
    tone: '#bd7350',
    price: 1.3,
    care: 'brass',
    about: ['Hammered copper, two millimetres thick.', 'Copper carries heat faster than any other kitchen metal.'],
  },
  steel: {
    name: 'powder-coated steel',
    tone: '#53575b',
    price: 0.92,
    care: 'metal',
    about: [
      'Steel tube, welded, ground and powder-coated in a fine matt texture.',
      'The coating is baked on at 200 °C and shrugs off keys and rings.',
    ],
  },
  stainlessSteel: {
    name: 'stainless steel',
    tone: '#b7bcc0',
    price: 1,
    care: 'metal',
    about: [
      '18/10 stainless steel, brushed so that fingerprints do not show.',
      'Stainless steel with a satin finish and edges that have been broken by hand.',
    ],
  },
  aluminium: {
    name: 'aluminium',
    tone: '#c6cacb',
    price: 1.02,
    care: 'metal',
    about: [
      'Recycled aluminium, light enough to carry with one hand.',
      'Powder-coated aluminium never rusts, not even by the sea.',
    ],
  },
  castIron: {
    name: 'cast iron',
    tone: '#3c3d40',
    price: 1.1,
    care: 'castIron',
    about: ['Cast in sand, one mould for each piece.', 'Heavy iron that takes its time to warm and keeps the heat.'],
  },
  enamel: {
    name: 'enamelled steel',
    tone: '#e9e6de',
    price: 0.85,
    care: 'metal',
    about: [
      'Glass enamel on steel: hygienic, light and almost for ever.',
      'Enamelled twice, with the rim dipped last by hand.',
    ],
  },
  zinc: {
    name: 'zinc',
    tone: '#9fa7a8',
    price: 0.78,
    care: 'metal',
    about: [
      'Hot-dip galvanised, seams folded and soldered by hand.',
      'The zinc flowers on the surface fade to an even grey.',
    ],
  },
  cortenSteel: {
    name: 'Corten steel',
    tone: '#9a5a36',
    price: 1.1,
    care: 'metal',
    about: [
      'Corten steel grows a skin of rust that protects what lies under it.',
      'Delivered raw; the orange settles to deep brown within a year.',
    ],
  },
  marble: {
    name: 'marble',
    tone: '#e6e2dc',
    price: 1.4,
    care: 'stone',
    about: [
      'Carrara marble, honed rather than polished.',
      'Cut from one block, so that the veins run on round the edge.',
    ],
  },
  travertine: {
    name: 'travertine',
    tone: '#d9c7a8',
    price: 1.35,
    care: 'stone',
    about: ['Unfilled travertine with the small holes that time has left.', 'Roman travertine, brushed and sealed.'],
  },
  concrete: {
    name: 'concrete',
    tone: '#b6b3ad',
    price: 0.9,
    care: 'stone',
    about: [
      'Fibre concrete, only fifteen millimetres thick and surprisingly light.',
      'Poured by hand; every air bubble stays where it was.',
    ],
  },
  terrazzo: {
    name: 'terrazzo',
    tone: '#dcd5ca',
    price: 1.1,
    care: 'stone',
    about: [
      'Chips of marble left over from larger jobs, bound in white cement.',
      'Ground and sealed terrazzo in which no two pieces are alike.',
    ],
  },
  linen: {
    name: 'linen',
    tone: '#cdbf9f',
    price: 1,
    care: 'linen',
    about: [
      'European flax, spun long and woven at 190 g/m².',
      'Stonewashed linen that feels worn in from the first night.',
      'The flax grows between Normandy and Flanders and needs no irrigation.',
    ],
  },
  halfLinen: {
    name: 'half-linen',
    tone: '#d9cfb9',
    price: 0.82,
    care: 'linen',
    about: [
      'Linen weft on a cotton warp: the look of one, the softness of the other.',
      'Half-linen creases less and dries almost as fast.',
    ],
  },
  cotton: {
    name: 'organic cotton',
    tone: '#e6dccb',
    price: 0.78,
    care: 'cotton',
    about: [
      'GOTS-certified organic cotton, combed and long-stapled.',
      'Organic cotton from small farms, dyed without heavy metals.',
    ],
  },
  percale: {
    name: 'cotton percale',
    tone: '#efece6',
    price: 0.86,
    care: 'cotton',
    about: [
      'Percale with 200 threads, cool and crisp like a good shirt.',
      'A plain weave that gets smoother with every wash.',
    ],
  },
  muslin: {
    name: 'cotton muslin',
    tone: '#ead9cb',
    price: 0.7,
    care: 'cotton',
    about: ['Two layers of airy muslin that crinkle when they dry.', 'Double muslin, as light as it is absorbent.'],
  },
  terry: {
    name: 'terry cotton',
    tone: '#e3d6c4',
    price: 0.8,
    care: 'cotton',
    about: [
      'Combed terry at 550 g/m², looped on both sides.',
      'Long loops drink up water and fluff up again in the dryer.',
    ],
  },
  waffle: {
    name: 'waffle cotton',
    tone: '#ddd3c2',
    price: 0.76,
    care: 'cotton',
    about: ['The waffle weave dries in half the time of terry.', 'Light, deep waffles that massage a little.'],
  },
  wool: {
    name: 'wool',
    tone: '#d4c7b1',
    price: 1.15,
    care: 'wool',
    about: [
      'New wool from sheep that summer in the hills, washed without bleach.',
      'Long-staple wool, springy enough to stand up again after the sofa has been moved.',
      'Hand-spun wool takes the dye unevenly, which gives the surface its depth.',
    ],
  },
  lambswool: {
    name: 'lambswool',
    tone: '#d9cdb8',
    price: 1.2,
    care: 'wool',
    about: ['The first shearing, soft enough to wear on the skin.', 'Lambswool, woven and then brushed with thistles.'],
  },
  felt: {
    name: 'wool felt',
    tone: '#a9a7a3',
    price: 0.8,
    care: 'wool',
    about: [
      'Pressed wool felt, five millimetres, that swallows sound.',
      'Wool felt cut by blade, with edges that never fray.',
    ],
  },
  leather: {
    name: 'leather',
    tone: '#a06a40',
    price: 1.45,
    care: 'leather',
    about: [
      'Vegetable-tanned cowhide, three millimetres, from a family tannery.',
      'Full-grain leather that takes on the colour of its years.',
    ],
  },
  rope: {
    name: 'polyester rope',
    tone: '#a79c8b',
    price: 0.96,
    care: 'outdoorFabric',
    about: [
      'Knotted by hand from fourteen-millimetre rope on an aluminium frame.',
      'The rope gives a little, dries at once and does not pinch.',
    ],
  },
  recycledPlastic: {
    name: 'recycled plastic',
    tone: '#8fa39a',
    price: 0.66,
    care: 'plastic',
    about: [
      'Made of sorted household plastic, coloured through.',
      'Recycled and recyclable polypropylene without plasticisers.',
    ],
  },
  plastic: {
    name: 'moulded plastic',
    tone: '#e8e1d4',
    price: 0.8,
    care: 'plastic',
    about: ['Glossy and moulded in one piece.', 'Solid through and through, not painted.'],
  },
  paper: {
    name: 'rice paper',
    tone: '#f2ead8',
    price: 0.5,
    care: 'paper',
    about: ['Mulberry paper on a bamboo rib, glued by hand.', 'Handmade paper whose fibres show when the light is on.'],
  },
  linoleum: {
    name: 'furniture linoleum',
    tone: '#6e7b74',
    price: 1.02,
    care: 'lacqueredWood',
    about: [
      'Desktop linoleum of linseed oil and wood flour: warm, matt and quiet to write on.',
      'Linoleum on birch, with the edge left open.',
    ],
  },
} as const satisfies Record<string, Material>;

export type MaterialName = keyof typeof list;

/** The materials of the demo catalogue. */
export const materials: Readonly<Record<MaterialName, Material>> = list;
