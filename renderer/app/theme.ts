import { theme as antd, type ThemeConfig } from 'antd';
import { type Theme, tokensOf } from '../ui/tokens.ts';

/** Our colours and sizes as Ant Design's tokens; its own do not reach the contrast we promise. */
export function antdTheme(theme: Theme, fontSize: number, still: boolean): ThemeConfig {
  const c = tokensOf[theme];
  return {
    algorithm: theme === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: 'jiadi' },
    token: {
      colorPrimary: c.primary,
      colorLink: c.link,
      colorLinkHover: c.primary,
      colorError: c.error,
      colorErrorText: c.error,
      colorWarning: c.warning,
      colorSuccess: c.success,
      colorInfo: c.primary,
      colorText: c.text,
      colorTextSecondary: c.text2,
      colorTextTertiary: c.text3,
      colorTextQuaternary: c.placeholder,
      colorTextDescription: c.text3,
      colorTextPlaceholder: c.placeholder,
      colorTextDisabled: c.disabled,
      colorBorder: c.border,
      colorBorderSecondary: c.line,
      colorSplit: c.line,
      colorBgBase: c.surface,
      colorBgContainer: c.surface,
      colorBgElevated: c.raised,
      colorBgLayout: c.ground,
      colorTextLightSolid: c.onPrimary,
      // that of the page, which depends on the language
      fontFamily: 'inherit',
      fontSize,
      controlHeight: 30 + Math.max(0, fontSize - 14),
      borderRadius: 4,
      borderRadiusLG: 6,
      borderRadiusSM: 3,
      motion: !still,
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', primaryColor: c.onPrimary, fontWeight: 400 },
      Table: {
        headerBg: c.sunken,
        cellPaddingBlockSM: 5,
        cellPaddingInlineSM: 10,
        rowHoverBg: c.hover,
        headerColor: c.text2,
        headerSplitColor: c.line,
      },
      Tabs: { horizontalMargin: '0', horizontalItemPadding: '8px 0', titleFontSize: fontSize, itemColor: c.text2 },
      Modal: { titleFontSize: fontSize + 2 },
      Tooltip: { colorBgSpotlight: theme === 'dark' ? c.hover : c.text, colorTextLightSolid: theme === 'dark' ? c.text : c.surface },
      Segmented: { itemColor: c.text2, itemSelectedColor: c.text, trackBg: c.hover },
      Tag: { defaultBg: c.sunken },
      Steps: { colorTextDescription: c.text3 },
    },
  };
}
