const zoomSteps = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;
const SMALL = 0.001;

/** The zoom factor one step from a factor; 0 is back to 100 %. */
export function nextZoom(zoom: number, step: 1 | -1 | 0): number {
  if (step === 0) return 1;
  if (step === 1) return zoomSteps.find((factor) => factor > zoom + SMALL) ?? zoom;
  return zoomSteps.findLast((factor) => factor < zoom - SMALL) ?? zoom;
}
