import { defineConfig } from '@playwright/test';

// Debian's Chromium against the built site under a base path of its own, as on a static host.
const port = 4650;

export default defineConfig({
  testDir: '.',
  testMatch: ['tests/e2e/**/*.spec.ts', 'lessons/**/play*.test.ts'],
  outputDir: 'build/playwright',
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env['CI'],
  // A busy machine is slow: only what hangs should fail by time.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}/tractable/`,
    launchOptions: {
      executablePath: process.env['TRACTABLE_CHROMIUM'] || '/usr/bin/chromium',
      // Root has no user namespace for the browser's own sandbox; the others keep it from calling home.
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `node web/serve.mjs --port ${port} --base /tractable/ dist`,
    url: `http://127.0.0.1:${port}/tractable/`,
    reuseExistingServer: false,
  },
});
