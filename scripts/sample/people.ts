import { type Dice, pad } from './dice.ts';
import { personCheck } from './numbers.ts';
import { city, district, districtCode, estates, given, minorities, phonePrefixes, roads, streets, surnames } from './words.ts';

/** A house that exists in the invented district. */
export interface House {
  readonly code: string;
  readonly street: string;
  readonly community: string;
  readonly grid: string;
  readonly address: string;
}

/** A made-up person. */
export interface Person {
  readonly name: string;
  readonly man: boolean;
  readonly nation: string;
  /** yyyy-MM-dd */
  readonly birth: string;
  readonly id: string;
  readonly phone: string;
  readonly house: number;
  readonly age: number;
}

/** The day the sample data was "delivered". */
export const delivered = { year: 2026, text: '2026-10-31' } as const;

/** A day between two years as yyyy-MM-dd, never after the 28th. */
export const day = (dice: Dice, from: number, to: number): string =>
  `${dice.between(from, to)}-${pad(dice.between(1, 12), 2)}-${pad(dice.between(1, 28), 2)}`;

/** A number that nobody has. */
export const phone = (dice: Dice): string => dice.pick(phonePrefixes) + pad(dice.between(0, 99_999_999), 8);

/** Houses, each with its own 25-digit code: division, street, community, grid, building, room. */
export function makeHouses(count: number, dice: Dice): readonly House[] {
  const known = new Set<string>();
  const houses: House[] = [];
  while (houses.length < count) {
    const street = dice.pick(streets);
    const at = dice.between(0, street.communities.length - 1);
    const grid = `${districtCode}${street.code}${pad(at + 1, 3)}${pad(dice.between(1, 6), 2)}`;
    const [building, floor, room] = [dice.between(1, 60), dice.between(1, 30), dice.between(1, 8)];
    const code = `${grid}${pad(building, 5)}${pad(floor * 100 + room, 6)}`;
    if (known.has(code)) continue;
    known.add(code);
    const address = `${city}${district}${street.name}${dice.pick(roads)}${dice.between(1, 280)}号${dice.pick(estates)}${building}栋${floor}${pad(room, 2)}`;
    houses.push({ code, street: street.name, community: street.communities[at] ?? '', grid, address });
  }
  return houses;
}

/** A person's age in years: mostly working ages. */
function age(dice: Dice): number {
  const share = dice.next();
  return share < 0.16 ? dice.between(2, 15) : share < 0.86 ? dice.between(17, 59) : dice.between(60, 88);
}

/**
 * People whose numbers have a valid check character by construction; the sequence (99x) is one that registration offices hardly ever reach.
 * `divisions` are the codes of counties in which they were first registered.
 */
export function makePeople(count: number, houses: number, divisions: readonly string[], dice: Dice): readonly Person[] {
  const known = new Set<string>();
  const people: Person[] = [];
  while (people.length < count) {
    const years = age(dice);
    const year = delivered.year - years;
    const [month, date] = [pad(dice.between(1, 12), 2), pad(dice.between(1, 28), 2)];
    const man = dice.chance(0.51);
    const division = dice.chance(0.4) ? districtCode : dice.pick(divisions);
    const first17 = `${division}${year}${month}${date}99${dice.between(0, 4) * 2 + (man ? 1 : 0)}`;
    const id = first17 + personCheck(first17);
    if (known.has(id)) continue;
    known.add(id);
    const name = dice.pick(surnames) + dice.pick(given) + (dice.chance(0.8) ? dice.pick(given) : '');
    people.push({
      name,
      man,
      nation: dice.chance(0.93) ? '汉族' : dice.pick(minorities),
      birth: `${year}-${month}-${date}`,
      id,
      phone: phone(dice),
      house: dice.between(0, houses - 1),
      age: years,
    });
  }
  return people;
}
