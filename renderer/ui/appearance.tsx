import { createContext, useCallback, useContext } from 'react';
import { t as translate, tDynamic, type Language, type TextKey, type TextParams } from '../../contract/text/index.ts';
import type { Theme } from './tokens.ts';

/** How everything looks now: language, theme, sizes. The frame provides it, parts and screens read it. */
export interface Appearance {
  readonly language: Language;
  readonly theme: Theme;
  readonly fontSize: number;
  readonly dense: boolean;
  /** True where motion must not be shown (the person's wish, or tests). */
  readonly still: boolean;
  /** The nonce of the content security policy for style elements. */
  readonly nonce: string;
}

export const AppearanceContext = createContext<Appearance>({
  language: 'zh-CN',
  theme: 'light',
  fontSize: 14,
  dense: false,
  still: false,
  nonce: '',
});

/** Language, theme and sizes of the window. */
export const useAppearance = (): Appearance => useContext(AppearanceContext);

export type Translate = (key: TextKey, params?: TextParams) => string;

/** The words of the window in its language: `t('ui.cancel')`. */
export function useT(): Translate {
  const { language } = useAppearance();
  return useCallback((key, params) => translate(language, key, params), [language]);
}

/** The same for a key that is known at run time only (error codes, kinds); an unknown key is shown as it is. */
export function useTDynamic(): (key: string, params?: TextParams) => string {
  const { language } = useAppearance();
  return useCallback((key, params) => tDynamic(language, key, params), [language]);
}
