"use client";
import { useState } from "react";
import { lazyPart } from "../lazy/lazy-part.tsx";
import { useToasts } from "./toast.tsx";

const ToastCards = lazyPart(async () => (await import("./toast-cards.tsx")).ToastCards);

/** Stands once, in the root layout, and fetches what draws toasts with the first of them. */
export function ToastRegion() {
  const hasToasts = useToasts(({ toasts }) => toasts.length > 0);
  const [hadToasts, setHad] = useState(false);
  if (hasToasts && !hadToasts) setHad(true);
  return hasToasts || hadToasts ? <ToastCards /> : null;
}
