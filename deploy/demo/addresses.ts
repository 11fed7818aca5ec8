import { dice } from './random.ts';

const places = [
  { city: 'Berlin', postalCode: '10967', country: 'DE', streets: ['Gräfestraße', 'Urbanstraße', 'Am Kanal'] },
  { city: 'København', postalCode: '2200', country: 'DK', streets: ['Jægersborggade', 'Elmegade'] },
  { city: 'Lisboa', postalCode: '1200-109', country: 'PT', streets: ['Rua da Rosa', 'Rua do Século'] },
  { city: 'Lyon', postalCode: '69001', country: 'FR', streets: ['Rue des Capucins', 'Rue Burdeau'] },
  { city: 'Gent', postalCode: '9000', country: 'BE', streets: ['Kraanlei', 'Sluizeken'] },
  { city: 'Wien', postalCode: '1070', country: 'AT', streets: ['Neubaugasse', 'Burggasse'] },
  { city: 'Kraków', postalCode: '31-002', country: 'PL', streets: ['Grodzka', 'Kanonicza'] },
  { city: 'Galway', postalCode: 'H91 X5P2', country: 'IE', streets: ['Quay Street', 'Shop Street'] },
] as const;

/**
 * @param name who lives there
 * @returns a believable shipping address, the same on every run
 */
export function addressOf(name: string) {
  const cast = dice(`address of ${name}`);
  const { city, postalCode, country, streets } = cast.pick(places);
  return { name, line1: `${cast.pick<string>(streets)} ${cast.between(2, 88)}`, city, postalCode, country };
}
