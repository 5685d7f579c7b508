package io.dtabd.replicas;

import com.fasterxml.jackson.databind.JsonNode;

/** What came of asking another replica. */
sealed interface PeerResponse {

  Replica replica();

  /**
   * @param instance which process it is
   */
  record Answered(Replica replica, String instance, JsonNode body) implements PeerResponse {}

  /**
   * Nothing is known of its watchers.
   *
   * @param reason a clause without a subject: {@code did not respond within 2 s}
   */
  record Silent(Replica replica, String reason) implements PeerResponse {}
}
