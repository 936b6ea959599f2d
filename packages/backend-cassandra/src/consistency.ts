import { types } from 'cassandra-driver';

const NUMBERS = {
  ANY: types.consistencies.any,
  ONE: types.consistencies.one,
  TWO: types.consistencies.two,
  THREE: types.consistencies.three,
  QUORUM: types.consistencies.quorum,
  ALL: types.consistencies.all,
  LOCAL_QUORUM: types.consistencies.localQuorum,
  EACH_QUORUM: types.consistencies.eachQuorum,
  SERIAL: types.consistencies.serial,
  LOCAL_SERIAL: types.consistencies.localSerial,
  LOCAL_ONE: types.consistencies.localOne,
} as const;

/** How many replicas must have answered, in the words of CQL. */
export type Consistency = keyof typeof NUMBERS;

export const CONSISTENCIES = Object.keys(NUMBERS) as [Consistency, ...Consistency[]];

/** As the driver has it. @throws TypeError for a word that is none */
export function consistencyNumber(level: Consistency): number {
  const number = NUMBERS[level];
  if (number === undefined) throw new TypeError(`the consistency ${JSON.stringify(level)} is none of ${CONSISTENCIES.join(', ')}`);
  return number;
}

/** As CQL has it; `undefined` for a number that is none. */
export function consistencyName(number: unknown): Consistency | undefined {
  return CONSISTENCIES.find((level) => NUMBERS[level] === number);
}
