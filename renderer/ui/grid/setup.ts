import {
  CellApiModule,
  CellStyleModule,
  ColumnApiModule,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
  themeQuartz,
  TooltipModule,
} from 'ag-grid-community';

// Only what is used: a missing module is just a line on the console, so the window's tests fail on such lines.
ModuleRegistry.registerModules([
  CellApiModule, CellStyleModule, ColumnApiModule, InfiniteRowModelModule, LocaleModule,
  RenderApiModule, RowApiModule, RowStyleModule, ScrollApiModule, TooltipModule,
]);

/** The grid in our colours; they are CSS variables, so a change of theme needs no new grid. */
export const gridTheme = themeQuartz.withParams({
  accentColor: 'var(--primary)',
  backgroundColor: 'var(--surface)',
  foregroundColor: 'var(--text)',
  textColor: 'var(--text)',
  cellTextColor: 'var(--text)',
  borderColor: 'var(--line)',
  chromeBackgroundColor: 'var(--sunken)',
  headerBackgroundColor: 'var(--sunken)',
  headerTextColor: 'var(--text2)',
  headerFontWeight: 600,
  fontFamily: 'inherit',
  fontSize: 'var(--size)',
  headerFontSize: 'calc(var(--size) - 1px)',
  rowHoverColor: 'var(--hover)',
  selectedRowBackgroundColor: 'var(--selected)',
  oddRowBackgroundColor: 'var(--surface)',
  columnBorder: { color: 'var(--line)', style: 'solid', width: 1 },
  rowBorder: { color: 'var(--line)', style: 'solid', width: 1 },
  headerColumnBorder: { color: 'var(--line)', style: 'solid', width: 1 },
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  borderRadius: 2,
  spacing: 4,
  cellHorizontalPadding: 8,
  focusShadow: 'none',
  tooltipBackgroundColor: 'var(--raised)',
  tooltipTextColor: 'var(--text)',
});
