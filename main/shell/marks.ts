/** Milliseconds from the start of the process to named moments of the start; each is taken once. */
export function createMarks(createdMs: number | null): { mark(name: string): void; read(): Readonly<Record<string, number>> } {
  const marks: Record<string, number> = {};
  const sinceMs = createdMs ?? performance.timeOrigin;
  return {
    mark: (name) => {
      marks[name] ??= Math.round(performance.timeOrigin + performance.now() - sinceMs);
    },
    read: () => ({ ...marks }),
  };
}
