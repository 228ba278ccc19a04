export { facebook } from "./facebook/facebook.ts";
export { bluesky } from "./bluesky/bluesky.ts";
export { pinterest } from "./pinterest/pinterest.ts";
export { xing } from "./xing/xing.ts";
export { linkedin } from "./linkedin/linkedin.ts";
export { tiktok } from "./tiktok/tiktok.ts";
export { instagram } from "./instagram/instagram.ts";
