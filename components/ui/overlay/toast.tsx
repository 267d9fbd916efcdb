"use client";
import { create } from "zustand";

export type Toast = {
  id: number;
  tone: "success" | "danger";
  text: string;
  action?: { label: string; run: () => void };
};

let lastId = 0;
export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));

/** Says what happened, in the corner, for a few seconds. Errors stay until they are closed. */
export function toast(text: string, options: { tone?: Toast["tone"]; action?: Toast["action"] } = {}) {
  lastId += 1;
  const { tone = "success", action } = options;
  const next: Toast = { id: lastId, tone, text, ...(action ? { action } : {}) };
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-3), next] }));
}
