import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.hub.test.ts"],
    // The compiler is run by some, on machines of all kinds.
    testTimeout: 30_000,
  },
});
