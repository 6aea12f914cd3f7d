import { defineConfig } from '@playwright/test';

/** Started by `npm test` or `npm run e2e`, which bring the Electron, the build and the screen. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.test.ts',
  outputDir: '../../test-results',
  reporter: [['../support/report-playwright.ts']],
  // One window at a time: tests share the machine's two cores, and a window that has no focus is another test.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 90_000,
  expect: { timeout: 15_000 },
});
