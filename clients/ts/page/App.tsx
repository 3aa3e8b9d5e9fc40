import { useCallback, useState } from "react";
import { SignIn } from "./SignIn.tsx";
import { forget, remembered, type SignedIn } from "./signedIn.ts";
import { Workspace } from "./Workspace.tsx";

export function App() {
  const [signedIn, setSignedIn] = useState<SignedIn | null>(remembered);
  const [reason, setReason] = useState<string | null>(null);

  const leave = useCallback((why?: string) => {
    forget();
    setReason(why ?? null);
    setSignedIn(null);
  }, []);

  return signedIn ? <Workspace key={signedIn.userId} signedIn={signedIn} onLeave={leave} /> : <SignIn reason={reason} onSignedIn={setSignedIn} />;
}
