/** 1536 → 1.5 KB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${value.toLocaleString('zh-CN', { maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 })} ${units[step] ?? ''}`;
}
