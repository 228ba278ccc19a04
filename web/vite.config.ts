import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `vite web` while working on the pages: the API answers from `npm run demo` next to it. */
const api = "http://localhost:4000";

export default defineConfig({
  plugins: [react()],
  build: { outDir: "dist", emptyOutDir: true, target: "es2023" },
  server: { proxy: { "/v1": api, "/api": api, "/demo": api } },
});
