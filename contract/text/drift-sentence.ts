import { type DriftLimits, driftLevels, type DriftMeasure, driftMeasures, type DriftReason } from '../drift.ts';
import { type Language, t } from './index.ts';

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;
const shown = (measure: DriftMeasure, value: number): string => (measure === 'nulls' ? percent(value) : String(Number(value.toFixed(4))));

/** What decided about a compared column, such as `PSI 0.31 ≥ 0.25`. */
export const driftReasonText = (language: Language, reason: DriftReason): string =>
  reason.measure === 'type'
    ? t(language, 'drift.reason.type')
    : `${t(language, `drift.measure.${reason.measure}`)} ${shown(reason.measure, reason.value)} ≥ ${shown(reason.measure, reason.limit)}`;

/** All limits in one line, level by level. */
export const driftLimitsText = (language: Language, limits: DriftLimits): string =>
  t(language, 'drift.limitsWords', {
    limits: driftMeasures
      .map(
        (measure) =>
          `${t(language, `drift.measure.${measure}`)} ≥ ${driftLevels.map((level) => shown(measure, limits[measure][level])).join(' / ')}`,
      )
      .join(' · '),
  });
