package io.dtabd.net.http;

/**
 * Who answers a method at an address.
 *
 * @param name for metrics and logs, such as {@code dtab.get}: there are few of them, whatever
 *     clients send
 * @param template {@code /api/1/dtabs/{ns}}; with a slash at the end only if the path has one;
 *     {@code /ui/{file*}} takes everything below
 * @param effect what a request to it may do at most
 */
public record Route(String name, String method, String template, Effect effect, Handler handler) {}
