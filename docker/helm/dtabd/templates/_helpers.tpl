{{/* Where the DTab objects are: here, unless the storage says otherwise. */}}
{{- define "dtabd.dtabs" -}}
{{ default .Release.Namespace .Values.storage.namespace }}
{{- end }}
