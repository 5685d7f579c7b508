package io.dtabd.net.http;

/**
 * Who answers a method at an address.
 *
 * @param name for metrics and logs, such as {@code dtab.get}: there are few of them, whatever
 *     clients send
 * @param template {@code /api/1/dtabs/{ns}}, as {@link Router.Builder#add} takes it
 */
public record Route(String name, String method, String template, Handler handler) {}
