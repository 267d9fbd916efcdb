export const settingsTabs = ["workspace", "members", "models", "keys", "usage", "audit", "workers", "account"] as const;
export type SettingsTab = (typeof settingsTabs)[number];
