import { JiadiError } from '../../../contract/errors.ts';
import { formatDate } from '../dates.ts';

const secondsOf: Readonly<Record<string, number>> = { weeks: 604_800, days: 86_400, hours: 3_600, minutes: 60, seconds: 1 };
const moment = /^\s*now\(\)\s*(?:([+-])\s*timedelta\(([^()]*)\)\s*)?$/;
const part = /^\s*([a-z]+)\s*=\s*(-?\d+(?:\.\d+)?)\s*$/;

type Args = Readonly<Record<string, unknown>>;

/**
 * The arguments of an expectation with its parameters (`{"$PARAMETER": "now() - timedelta(weeks=52)"}`) as values: what was supplied with one
 * (`"$PARAMETER.name"`), or a moment counted from the reference date. Any other, and any without a reference date, is `unsupported-expectation`.
 */
export function withParameters(args: Args, asOfSeconds: number | null): Args {
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, isParameter(value) ? valueOf(value, asOfSeconds) : value]));
}

const isParameter = (value: unknown): value is Args =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && '$PARAMETER' in value;

function valueOf(parameter: Args, asOfSeconds: number | null): unknown {
  const name = String(parameter['$PARAMETER']);
  const supplied = parameter[`$PARAMETER.${name}`];
  if (supplied !== undefined) return supplied;
  const [whole, sign, stretch] = moment.exec(name) ?? [];
  if (whole === undefined || asOfSeconds === null) throw unsupported(name);
  const by = stretch === undefined || stretch.trim() === '' ? 0 : stretch.split(',').reduce((sum, one) => sum + secondsIn(one, name), 0);
  return formatDate(asOfSeconds + (sign === '-' ? -by : by));
}

function secondsIn(text: string, name: string): number {
  const [, unit = '', count = ''] = part.exec(text) ?? [];
  const seconds = secondsOf[unit];
  if (seconds === undefined) throw unsupported(name);
  return seconds * Number(count);
}

const unsupported = (name: string): JiadiError => new JiadiError('unsupported-expectation', { expectation: `$PARAMETER ${name}` });
