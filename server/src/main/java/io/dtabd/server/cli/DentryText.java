package io.dtabd.server.cli;

/** A dentry as the API's JSON has it. */
record DentryText(String prefix, String dst) {}
