import { type ReactNode, useCallback, useRef } from 'react';
import { useT } from '../ui/appearance.tsx';
import { DataGrid, type ColumnMemory, type DataGridProps } from '../ui/grid/DataGrid.tsx';
import { call, useQuery } from './engine.ts';
import { useToast } from './toasts.tsx';

/** A `DataGrid` that remembers widths, order, freezing and hiding of its columns for this person under `grid.<id>`. */
export function EngineGrid({
  id,
  ...props
}: { readonly id: string } & Omit<DataGridProps, 'memory' | 'onMemory' | 'onCopy' | 'onTooMuch'>): ReactNode {
  const t = useT();
  const toast = useToast();
  const key = `grid.${id}`;
  const settings = useQuery('settings.list', undefined);
  const saved = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const onMemory = useCallback(
    (memory: readonly ColumnMemory[]) => {
      clearTimeout(saved.current);
      const value = memory.map(({ key, width, hidden, pinned }) => ({ key, width, hidden, pinned }));
      saved.current = setTimeout(() => void call('settings.set', { key, value }).catch(() => undefined), 500);
    },
    [key],
  );
  if (!settings.data && !settings.error) return null;
  const memory = settings.data?.[key];
  return (
    <DataGrid
      {...props}
      memory={isMemory(memory) ? memory : undefined}
      onMemory={onMemory}
      onCopy={(rows, columns) => toast({ text: t('ui.grid.copied', { rows, columns }) })}
      onTooMuch={() => toast({ text: t('ui.grid.tooMuch'), tone: 'warn' })}
    />
  );
}

function isMemory(value: unknown): value is readonly ColumnMemory[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one: unknown) => typeof one === 'object' && one !== null && 'key' in one && 'width' in one)
  );
}
