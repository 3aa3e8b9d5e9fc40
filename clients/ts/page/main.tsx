import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";

const page = document.getElementById("page");
if (!page) throw new Error("The page has no element to draw in.");

createRoot(page).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
