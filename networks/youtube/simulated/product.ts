import type { GoogleProduct } from "#simulator/google/product.ts";
import { channelPictures } from "./channels.ts";
import { scopes } from "./scopes.ts";

/** YouTube behind Google's sign-in: a consent is for one channel. */
export const product: GoogleProduct = {
  scopes,
  onePage: {
    heading: "Choose your account or a brand account",
    label: "Your channel",
    kind: "YouTube",
    pictureOf: (channel) => `/${channelPictures}/${channel.id}=s88.svg`,
  },
};
