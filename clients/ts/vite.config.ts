import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const hub = process.env["HUB_URL"] ?? "http://localhost:5080";

// The hub lets in its own origin only, so the development server speaks to it under that one.
const proxied = { target: hub, changeOrigin: true, ws: true, headers: { origin: hub } };

export default defineConfig({
  root: "page",
  base: "/",
  plugins: [react()],
  server: { proxy: { "/llm": proxied, "/hubs": proxied, "/dev": proxied } },
  build: {
    outDir: "../../../src/Hub/wwwroot",
    emptyOutDir: true,
    target: "es2022",
    // Nothing may be written into the page itself: its content security policy allows files of its own origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
