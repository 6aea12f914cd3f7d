import { defineConfig } from '@playwright/test';

/**
 * One window at a time on a screen. A test that fails is tried once more, and named at the end whatever comes of it: what happens now and then happens to
 * users, too, and wants looking at, but holds nobody up. The runner says how many files run side by side and provides their screens
 * (Xvfb, `JIADI_TEST_DISPLAYS`) and, in `JIADI_TEST_COUNTS`, where the counts go.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.test.ts',
  globalSetup: './global-setup.ts',
  outputDir: '../../out/e2e',
  fullyParallel: false,
  workers: 1,
  retries: 1,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['../support/report-playwright.ts']],
});
