import { useAppearance, useTDynamic } from '../ui/appearance.tsx';
import { text, type TextParams } from '../../contract/text/index.ts';

type Given = Readonly<Record<string, unknown>>;

const has = (params: Given, key: string): boolean => params[key] !== undefined && params[key] !== null && params[key] !== '';

/** Which of a kind's sentences fits the limits that are set: only a lowest, only a highest, both, or one value. */
function variantOf(code: string, params: Given): string {
  const form =
    params['negate'] === true
      ? 'negate'
      : has(params, 'equals')
        ? 'equals'
        : has(params, 'min') && has(params, 'max')
          ? 'between'
          : has(params, 'min')
            ? 'min'
            : has(params, 'max')
              ? 'max'
              : '';
  return form !== '' && Object.hasOwn(text, `reason.${code}.${form}`) ? `reason.${code}.${form}` : `reason.${code}`;
}

/** Why a row is a finding, as a sentence. */
export function useReason(): (reason: { readonly code: string; readonly params: Given }) => string {
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  return ({ code, params }) => {
    const said: Record<string, TextParams[string]> = {};
    for (const [key, value] of Object.entries(params)) {
      if (key === 'semantic') said[key] = dynamic(`semantic.${String(value)}`).replace(/^semantic\./, '');
      else if (key === 'type' || key === 'types')
        said[key] = String(value)
          .split(', ')
          .map((one) => dynamic(`ruleChoice.${one}`).replace(/^ruleChoice\./, ''))
          .join(language === 'zh-CN' ? '、' : ', ');
      else
        said[key] =
          typeof value === 'string' || typeof value === 'number'
            ? value
            : value === null || value === undefined || typeof value === 'boolean'
              ? ''
              : JSON.stringify(value);
    }
    const key = variantOf(code, params);
    return Object.hasOwn(text, key) ? dynamic(key, said) : code;
  };
}
