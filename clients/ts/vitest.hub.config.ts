import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.hub.test.ts"],
    // Whole replies are waited for, on machines of all kinds.
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
