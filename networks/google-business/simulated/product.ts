import type { GoogleProduct } from "#simulator/google/product.ts";

export const manage = "https://www.googleapis.com/auth/business.manage";

/** Business Profile behind Google's sign-in: one scope, and nothing to choose. Names: fact sheet B §1. */
export const product: GoogleProduct = {
  scopes: { [manage]: "See, edit, create, and delete your Google business listings" },
};
