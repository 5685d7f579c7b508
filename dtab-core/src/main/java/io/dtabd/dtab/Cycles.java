package io.dtabd.dtab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the nodes of a graph that lead back to themselves, in groups that lead to each other.
 *
 * <p>Inside: Tarjan, "Depth-first search and linear graph algorithms" (1972), with a stack of its
 * own, since a table may have a hundred thousand dentries in a row.
 */
final class Cycles {

  private static final int UNSEEN = -1;

  private final int[][] edges;
  private final int[] order;
  private final int[] low;
  private final boolean[] onPath;
  private final int[] path;
  private int pathSize;
  private int count;
  private final List<int[]> cycles = new ArrayList<>();

  private Cycles(int[][] edges) {
    this.edges = edges;
    this.order = new int[edges.length];
    Arrays.fill(order, UNSEEN);
    this.low = new int[edges.length];
    this.onPath = new boolean[edges.length];
    this.path = new int[edges.length];
  }

  /**
   * @param edges where each node leads
   * @return each group in ascending order
   */
  static List<int[]> in(int[][] edges) {
    var search = new Cycles(edges);
    for (int node = 0; node < edges.length; node++) {
      if (search.order[node] == UNSEEN) {
        search.searchFrom(node);
      }
    }
    return search.cycles;
  }

  private void searchFrom(int start) {
    int[] stack = new int[16];
    int[] nextEdge = new int[16];
    int depth = 0;
    stack[0] = start;
    nextEdge[0] = 0;
    enter(start);
    while (depth >= 0) {
      int node = stack[depth];
      if (nextEdge[depth] < edges[node].length) {
        int target = edges[node][nextEdge[depth]++];
        if (order[target] == UNSEEN) {
          enter(target);
          depth++;
          if (depth == stack.length) {
            stack = Arrays.copyOf(stack, depth * 2);
            nextEdge = Arrays.copyOf(nextEdge, depth * 2);
          }
          stack[depth] = target;
          nextEdge[depth] = 0;
        } else if (onPath[target]) {
          low[node] = Math.min(low[node], order[target]);
        }
      } else {
        leave(node);
        depth--;
        if (depth >= 0) {
          low[stack[depth]] = Math.min(low[stack[depth]], low[node]);
        }
      }
    }
  }

  private void enter(int node) {
    order[node] = count;
    low[node] = count;
    count++;
    path[pathSize++] = node;
    onPath[node] = true;
  }

  private void leave(int node) {
    if (low[node] != order[node]) {
      return;
    }
    int from = pathSize;
    int last;
    do {
      last = path[--from];
      onPath[last] = false;
    } while (last != node);
    int[] group = Arrays.copyOfRange(path, from, pathSize);
    pathSize = from;
    if (group.length > 1 || Arrays.stream(edges[node]).anyMatch(target -> target == node)) {
      Arrays.sort(group);
      cycles.add(group);
    }
  }
}
