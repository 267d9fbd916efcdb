{{- define "patchbay.labels" -}}
app.kubernetes.io/name: patchbay
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "patchbay.image" -}}
{{ .root.Values.image.repository }}-{{ .part }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{/* What the pods of all three images have in common. */}}
{{- define "patchbay.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
volumes:
  - name: tmp
    emptyDir: {}
{{- end }}

{{- define "patchbay.container" -}}
name: {{ .part }}
image: {{ include "patchbay.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities: { drop: [ALL] }
volumeMounts:
  - name: tmp
    mountPath: /tmp
envFrom:
  - secretRef: { name: {{ .root.Values.secretName }} }
env:
  - name: PATCHBAY_URL
    value: {{ .root.Values.url | quote }}
  - name: TRUST_PROXY
    value: {{ .root.Values.settings.TRUST_PROXY | default "1" | quote }}
  {{- range $name, $value := omit .root.Values.settings "TRUST_PROXY" }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
{{- end }}
