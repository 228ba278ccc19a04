/** Scopes this simulated Pinterest knows, with the words of its consent screen; names: fact sheet §1.1. */
export const scopes: Record<string, string> = {
  "user_accounts:read": "See your user accounts and followers",
  "user_accounts:write": "Update your user accounts and followers",
  "boards:read": "See your public boards, including group boards you join",
  "boards:read_secret": "See your secret boards",
  "boards:write": "Create, update, or delete your public boards",
  "boards:write_secret": "Create, update, or delete your secret boards",
  "pins:read": "See your public Pins",
  "pins:read_secret": "See your secret Pins",
  "pins:write": "Create, update, or delete your public Pins",
  "pins:write_secret": "Create, update, or delete your secret Pins",
  "ads:read": "See all of your advertising data",
  "ads:write": "Create, update, or delete ads",
};

/** "a,b c" → ["a", "b", "c"]: commas or spaces, each name once. */
export const readScopes = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];
