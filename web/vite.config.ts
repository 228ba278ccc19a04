import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `vite web` while working on the pages: the API answers from `npm run demo` next to it. */
const api = "http://localhost:4000";

export default defineConfig({
  plugins: [react()],
  // The shell, lists and profile page in one file: 180 kB over the wire, read once and kept by the browser.
  build: { outDir: "dist", emptyOutDir: true, target: "es2023", chunkSizeWarningLimit: 700 },
  server: { proxy: { "/v1": api, "/api": api, "/demo": api } },
});
