{{/* Where the DTab objects are: here, unless the storage says otherwise. */}}
{{- define "dtabd.dtabs" -}}
{{ default .Release.Namespace .Values.storage.namespace }}
{{- end }}

{{/* Where the replicas find each other, and what they prove with that they belong together. */}}
{{- define "dtabd.peers" -}}
{{- $peers := dict "dns" "dtabd-headless" "port" 9991 }}
{{- if .Values.peers.secretName }}
{{- $peers = set $peers "secretFile" "/etc/dtabd-peers/secret" }}
{{- end }}
{{- toJson $peers }}
{{- end }}
