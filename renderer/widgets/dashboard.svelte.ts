/** Whether the widgets are shown instead of the canvas. */
class DashboardView {
  open = $state(false);
}

export const dashboard = new DashboardView();
