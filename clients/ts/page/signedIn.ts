import { RealtimeError } from "../src/index.ts";

/** Who uses the page, for as long as this tab is open. */
export interface SignedIn {
  readonly accessToken: string;
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const tokenKey = "constellation.signedIn";
const userKey = "constellation.userId";
const renewBeforeMs = 90_000;

/** The one who signed in in this tab before it was loaded anew. */
export function remembered(): SignedIn | null {
  const stored = sessionStorage.getItem(tokenKey);
  const signedIn = stored === null ? null : (JSON.parse(stored) as SignedIn);
  return signedIn && signedIn.expiresAt > Date.now() ? signedIn : null;
}

export function forget(): void {
  sessionStorage.removeItem(tokenKey);
}

/** Who signed in last in this browser: an id, no secret. */
export function lastUserId(): string {
  return localStorage.getItem(userKey) ?? "";
}

/** Signs in at a hub in Development. Without an id the hub makes a new user. */
export async function signIn(userId?: string): Promise<SignedIn> {
  const answer = await fetch("/dev/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(userId ? { user_id: userId } : {}),
  }).catch((cause: unknown) => {
    throw new RealtimeError("connection_lost", "The hub can't be reached.", { cause });
  });
  if (answer.status === 404) throw new RealtimeError("forbidden", "This hub gives out no tokens of its own. Use the access token of your organisation's sign-in.");
  if (!answer.ok) throw new RealtimeError("invalid_request", "The hub didn't take that user id. It must be a UUID, or empty for a new user.");
  const { access_token, user_id, expires_in } = (await answer.json()) as { access_token: string; user_id: string; expires_in: number };
  return remember({ accessToken: access_token, userId: user_id, expiresAt: Date.now() + expires_in * 1000 });
}

/** Takes a token that was given out elsewhere. */
export function signInWith(accessToken: string): SignedIn {
  try {
    const claims = JSON.parse(atob((accessToken.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"))) as { sub: string; exp: number };
    return remember({ accessToken, userId: claims.sub, expiresAt: claims.exp * 1000 });
  } catch (cause) {
    throw new RealtimeError("invalid_request", "That is no access token.", { cause });
  }
}

/** The bearer token to use now: renewed before it runs out, where the hub gives out tokens. */
export async function freshToken(signedIn: SignedIn): Promise<string> {
  const current = remembered() ?? signedIn;
  if (current.expiresAt - Date.now() > renewBeforeMs) return current.accessToken;
  try {
    return (await signIn(current.userId)).accessToken;
  } catch {
    return current.accessToken; // The hub says what is wrong with it.
  }
}

function remember(signedIn: SignedIn): SignedIn {
  sessionStorage.setItem(tokenKey, JSON.stringify(signedIn));
  localStorage.setItem(userKey, signedIn.userId);
  return signedIn;
}
